package dev.hardening.containers;

/**
 * One request, or some that belong together, with the answer that every container gives.
 *
 * @param name what is sent; one row of the table has it
 * @param app which application it is sent to
 * @param http2 whether it is sent by HTTP/2, so that only containers that speak it have the row
 * @param answer the answer as {@link Shown} writes it
 */
record Row(String name, App app, boolean http2, String answer, Question question) {

    /** Sends it and returns the answer. */
    @FunctionalInterface
    interface Question {
        String ask(Client client) throws Exception;
    }
}
