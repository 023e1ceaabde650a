package dev.hardening.core.accesslog;

/** The words for levels that the environment may use. */
enum LevelWord {
    FATAL(LogLevel.FATAL),
    ERROR(LogLevel.ERROR),
    WARN(LogLevel.WARN),
    WARNING(LogLevel.WARN),
    INFO(LogLevel.INFO),
    DEBUG(LogLevel.DEBUG),
    TRACE(LogLevel.TRACE);

    private final LogLevel level;

    LevelWord(LogLevel level) {
        this.level = level;
    }

    LogLevel level() {
        return level;
    }
}
