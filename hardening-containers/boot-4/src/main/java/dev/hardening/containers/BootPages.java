package dev.hardening.containers;

import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.error.ErrorPageRegistry;
import org.springframework.http.HttpStatus;

/** Registers the page of the application; what is imported for it differs between versions. */
final class BootPages implements ErrorPageRegistrar {
    private final int status;
    private final String path;

    BootPages(int status, String path) {
        this.status = status;
        this.path = path;
    }

    @Override
    public void registerErrorPages(ErrorPageRegistry registry) {
        registry.addErrorPages(new ErrorPage(HttpStatus.valueOf(status), path));
    }
}
