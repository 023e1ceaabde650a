package dev.hardening.servlet.support;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a redirect leads that the application gave a path for. Some containers make an address of it, and know no other
 * scheme and host than those that the proxy asked them by.
 */
final class RedirectTarget {

    private RedirectTarget() {}

    /**
     * Returns the location, with the scheme and the host that the client asked for before it when the container would write
     * other ones.
     *
     * @param seen the request as the client sent it
     * @param arrived the request as the container has it
     */
    static String of(HttpServletRequest seen, HttpServletRequest arrived, String location) {
        String url = seen.getRequestURL().toString();
        if (location.startsWith("//") || hasScheme(location) || url.contentEquals(arrived.getRequestURL())) {
            return location;
        }
        int path = url.indexOf('/', url.indexOf("://") + 3);
        String origin = path < 0 ? url : url.substring(0, path);
        if (location.startsWith("/")) {
            return origin + location;
        }
        String here = path < 0 ? "/" : url.substring(path);
        boolean samePath = location.isEmpty() || location.startsWith("?") || location.startsWith("#");
        return origin + (samePath ? here : here.substring(0, here.lastIndexOf('/') + 1)) + location;
    }

    private static boolean hasScheme(String location) {
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c == ':') {
                return i > 0;
            }
            if (c == '/' || c == '?' || c == '#') {
                return false;
            }
        }
        return false;
    }
}
