package dev.hardening.core.audit;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.TargetFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the audit trail is written, how it is sealed, and how much of it there may be. Without a file, and unless records
 * are kept in memory, the room is off. Immutable; holds a secret and never tells it. Guide rows H-06, H-16, H-20, C-51.
 */
public final class AuditSettings {

    /** The file of the trail; missing directories are made, and one process writes it at a time. Default none. */
    public static final Setting<Path> FILE = Setting.path("AUDIT_LOG_FILE");

    /** The secret that seals the file; without one whoever can write the file can seal it, too. */
    public static final SecretSetting SECRET = SecretSetting.of("AUDIT_SECRET", SecretRule.signing());

    /** What happens to calls while their records cannot be written. Default {@code drop-and-count}. */
    public static final Setting<AuditFailurePolicy> FAILURE_POLICY =
            Setting.word("AUDIT_FAILURE_POLICY", AuditFailurePolicy.class).orElse(AuditFailurePolicy.DROP_AND_COUNT);

    /** Whether clients' addresses are cut to their network, /24 or /48. Default false. */
    public static final Setting<Boolean> TRUNCATE_ADDRESSES =
            Setting.bool("AUDIT_TRUNCATE_ADDRESSES").orElse(false);

    /** A second file, for anchors; the log has them anyhow. Default none. */
    public static final Setting<Path> ANCHOR_FILE = Setting.path("AUDIT_ANCHOR_FILE");

    /** After how many records there is an anchor at the latest, at most 1,000,000. Default 1000. */
    public static final Setting<Integer> ANCHOR_RECORDS =
            Setting.integer("AUDIT_ANCHOR_RECORDS", 1, 1_000_000).orElse(1_000);

    /** After which time there is an anchor for what was written since the last one, at most an hour. Default 60 s. */
    public static final Setting<Duration> ANCHOR_INTERVAL =
            Setting.seconds("AUDIT_ANCHOR_SECONDS", 1, 3_600).orElse(Duration.ofMinutes(1));

    /** How many of the newest records are kept in memory, at most 100,000. Default 1000. */
    public static final Setting<Integer> RING_SIZE =
            Setting.integer("AUDIT_RING_SIZE", 1, 100_000).orElse(1_000);

    /** How large the file becomes before it is put aside and a new one begins, in bytes. Default 64 MiB. */
    public static final Setting<Long> MAX_BYTES =
            Setting.bytes("AUDIT_MAX_BYTES", 65_536, 1L << 40).orElse(67_108_864L);

    /** How many files are kept beside the one that is written; the oldest is removed. Default 15. */
    public static final Setting<Integer> MAX_FILES =
            Setting.integer("AUDIT_MAX_FILES", 1, 10_000).orElse(15);

    /** How many alike refusals are told one by one in a minute; the rest is counted. At most 10,000. Default 100. */
    public static final Setting<Integer> FLOOD_RECORDS =
            Setting.integer("AUDIT_FLOOD_RECORDS", 1, 10_000).orElse(100);

    private final Builder said;

    private AuditSettings(Builder builder) {
        this.said = builder;
    }

    /** Starts with the room off. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings; without a file the room is off. */
    public static AuditSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Does the same on top of what an application has chosen. */
    public static AuditSettings read(SettingReader reader, Builder chosen) {
        Builder builder = chosen.copy();
        builder.file = reader.find(FILE).orElse(builder.file);
        builder.anchorFile = reader.find(ANCHOR_FILE).orElse(builder.anchorFile);
        builder.secret = reader.secrets().find(SECRET).orElse(builder.secret);
        builder.policy = reader.read(FAILURE_POLICY.orElse(builder.policy));
        builder.truncateAddresses = reader.read(TRUNCATE_ADDRESSES.orElse(builder.truncateAddresses));
        builder.anchorRecords = reader.read(ANCHOR_RECORDS.orElse(builder.anchorRecords));
        builder.anchorInterval = reader.read(ANCHOR_INTERVAL.orElse(builder.anchorInterval));
        builder.ringSize = reader.read(RING_SIZE.orElse(builder.ringSize));
        builder.maxBytes = reader.read(MAX_BYTES.orElse(builder.maxBytes));
        builder.maxFiles = reader.read(MAX_FILES.orElse(builder.maxFiles));
        builder.floodRecords = reader.read(FLOOD_RECORDS.orElse(builder.floodRecords));
        return reader.build(builder::build)
                .orElseGet(() -> builder.file(null).anchorFile(null).build());
    }

    /** Tells whether there is a trail. */
    public boolean isOn() {
        return said.file != null || said.inMemory;
    }

    /** Returns the file, if there is one. */
    public Optional<Path> file() {
        return Optional.ofNullable(said.file);
    }

    /** Returns the second file for anchors, if there is one. */
    public Optional<Path> anchorFile() {
        return Optional.ofNullable(said.anchorFile);
    }

    @Nullable
    Secret secret() {
        return said.secret;
    }

    /** Returns what happens to calls while nothing can be written. */
    public AuditFailurePolicy failurePolicy() {
        return said.policy;
    }

    /** Tells whether addresses are cut. */
    public boolean truncateAddresses() {
        return said.truncateAddresses;
    }

    int anchorRecords() {
        return said.anchorRecords;
    }

    Duration anchorInterval() {
        return said.anchorInterval;
    }

    int ringSize() {
        return said.ringSize;
    }

    long maxBytes() {
        return said.maxBytes;
    }

    int maxFiles() {
        return said.maxFiles;
    }

    int floodRecords() {
        return said.floodRecords;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (!isOn()) {
            return "off: no audit trail";
        }
        String where = said.file == null
                ? "in memory only"
                : "to a file, sealed "
                        + (said.secret == null ? "without a secret" : "by AUDIT_SECRET")
                        + (said.policy == AuditFailurePolicy.BLOCK
                                ? ", refusing calls that cannot be recorded"
                                : ", counting what cannot be recorded");
        return where + "; the newest " + said.ringSize + " records in memory";
    }

    @Override
    public String toString() {
        return "AuditSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable Path file;
        private @Nullable Path anchorFile;
        private @Nullable Secret secret;
        private boolean inMemory;
        private AuditFailurePolicy policy = AuditFailurePolicy.DROP_AND_COUNT;
        private boolean truncateAddresses;
        private int anchorRecords = 1_000;
        private Duration anchorInterval = Duration.ofMinutes(1);
        private int ringSize = 1_000;
        private long maxBytes = 67_108_864;
        private int maxFiles = 15;
        private int floodRecords = 100;

        private Builder() {}

        private Builder copy() {
            Builder copy = new Builder();
            copy.file = file;
            copy.anchorFile = anchorFile;
            copy.secret = secret;
            copy.inMemory = inMemory;
            copy.policy = policy;
            copy.truncateAddresses = truncateAddresses;
            copy.anchorRecords = anchorRecords;
            copy.anchorInterval = anchorInterval;
            copy.ringSize = ringSize;
            copy.maxBytes = maxBytes;
            copy.maxFiles = maxFiles;
            copy.floodRecords = floodRecords;
            return copy;
        }

        /** Names the file, or null for none. */
        public Builder file(@Nullable Path value) {
            this.file = value;
            return this;
        }

        /** Names a second file, which gets the anchors, or null for none. */
        public Builder anchorFile(@Nullable Path value) {
            this.anchorFile = value;
            return this;
        }

        /** Gives the secret that seals the file. Its strength is not judged here. */
        public Builder secret(Secret value) {
            this.secret = Objects.requireNonNull(value, "secret");
            return this;
        }

        /** Keeps the newest records in memory, also where there is no file. */
        public Builder inMemory() {
            this.inMemory = true;
            return this;
        }

        /** Says what happens to calls while nothing can be written. */
        public Builder failurePolicy(AuditFailurePolicy value) {
            this.policy = Objects.requireNonNull(value, "policy");
            return this;
        }

        /** Says whether addresses are cut to /24 or /48. */
        public Builder truncateAddresses(boolean value) {
            this.truncateAddresses = value;
            return this;
        }

        /** Replaces after how many records there is an anchor: 1 to 1,000,000. */
        public Builder anchorRecords(int value) {
            this.anchorRecords = ANCHOR_RECORDS.parse(Integer.toString(value));
            return this;
        }

        /** Replaces after which time there is an anchor: one second to an hour. */
        public Builder anchorInterval(Duration value) {
            this.anchorInterval = ANCHOR_INTERVAL.parse(Long.toString(value.toSeconds()));
            return this;
        }

        /** Replaces how many records are kept in memory: 1 to 100,000. */
        public Builder ringSize(int value) {
            this.ringSize = RING_SIZE.parse(Integer.toString(value));
            return this;
        }

        /** Replaces how large the file becomes: 64 KiB to 1 TiB. */
        public Builder maxBytes(long value) {
            this.maxBytes = MAX_BYTES.parse(Long.toString(value));
            return this;
        }

        /** Replaces how many files are kept beside the one that is written: 1 to 10,000. */
        public Builder maxFiles(int value) {
            this.maxFiles = MAX_FILES.parse(Integer.toString(value));
            return this;
        }

        /** Replaces how many alike refusals are told one by one in a minute: 1 to 10,000. */
        public Builder floodRecords(int value) {
            this.floodRecords = FLOOD_RECORDS.parse(Integer.toString(value));
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when a file could not be written, or both are the same; nothing is created to
         *     find out
         */
        public AuditSettings build() {
            check(FILE, file);
            check(ANCHOR_FILE, anchorFile);
            if (file != null
                    && anchorFile != null
                    && file.toAbsolutePath()
                            .normalize()
                            .equals(anchorFile.toAbsolutePath().normalize())) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        ANCHOR_FILE.name(),
                        "names the file that it is to vouch for",
                        "name another file, where whoever writes the trail cannot write"));
            }
            return new AuditSettings(copy());
        }

        private static void check(Setting<Path> setting, @Nullable Path file) {
            if (file != null && !TargetFile.isWritable(file)) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.FILE_UNUSABLE,
                        setting.name(),
                        "names a file that cannot be written",
                        "name a file in a directory that this process may write"));
            }
        }
    }
}
