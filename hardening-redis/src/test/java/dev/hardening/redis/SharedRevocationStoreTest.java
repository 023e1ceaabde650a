package dev.hardening.redis;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.testing.RevocationStoreContract;

class SharedRevocationStoreTest extends RevocationStoreContract {

    @Override
    protected RevocationStore store(int mostEntries) {
        return new SharedRevocationStore(
                Rooms.empty(SharedRoom.REVOCATION, ticker), RevocationStore.inMemory(ticker, mostEntries), ticker);
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
