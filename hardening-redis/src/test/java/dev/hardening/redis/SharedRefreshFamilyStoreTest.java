package dev.hardening.redis;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.testing.RefreshFamilyStoreContract;

class SharedRefreshFamilyStoreTest extends RefreshFamilyStoreContract {

    @Override
    protected RefreshFamilyStore store(int mostFamilies) {
        return new SharedRefreshFamilyStore(
                Rooms.empty(SharedRoom.REFRESH, ticker), RefreshFamilyStore.inMemory(mostFamilies));
    }

    @Override
    protected boolean isBounded() {
        return false;
    }

    @Override
    protected boolean isRemote() {
        return true;
    }
}
