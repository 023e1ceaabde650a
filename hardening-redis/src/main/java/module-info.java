/** What several instances of a service share, on Redis. */
module dev.hardening.redis {
    requires transitive dev.hardening.core;
    requires transitive lettuce.core;
    requires dev.failsafe.core;
    requires io.netty.common;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.hardening.redis;

    provides dev.hardening.core.SharedStores.Provider with
            dev.hardening.redis.RedisStoresProvider;
}
