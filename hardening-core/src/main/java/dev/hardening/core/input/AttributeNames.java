package dev.hardening.core.input;

import java.util.Locale;
import java.util.Set;

/** The attributes that are active by their name. */
final class AttributeNames {

    static final int HARMLESS = 0;

    /** A handler that some browser knows. */
    static final int HANDLER = 1 << 8;

    /** May be a handler of a browser to come. */
    static final int PERHAPS_HANDLER = 1 << 9;

    /** Holds a whole document. */
    static final int DOCUMENT = 1 << 10;

    static final int FORM_ACTION = 1 << 11;
    static final int STYLE = 1 << 12;

    /** Holds several values with semicolons between them, which an animation gives to another attribute. */
    static final int LIST = 1 << 13;

    private static final int LONGEST = 64;

    /** Every handler of HTML, SVG and their APIs, and those of browsers of old, without their "on". */
    private static final Set<String> HANDLERS = Set.of(("abort activate afterprint afterscriptexecute afterupdate "
                    + "animationcancel animationend animationiteration animationstart appinstalled auxclick "
                    + "beforeactivate beforecopy beforecut beforedeactivate beforeeditfocus beforeinput "
                    + "beforeinstallprompt beforematch beforepaste beforeprint beforescriptexecute beforetoggle "
                    + "beforeunload beforeupdate beforexrselect begin beginevent blocked blur bounce cancel canplay "
                    + "canplaythrough cellchange change click close command complete contentvisibilityautostatechange "
                    + "contextlost contextmenu contextrestored controlselect copy cuechange cut dataavailable "
                    + "datasetchanged datasetcomplete dblclick deactivate devicelight devicemotion deviceorientation "
                    + "deviceorientationabsolute deviceproximity domactivate drag dragdrop dragend dragenter dragexit "
                    + "dragleave dragover dragstart drop durationchange emptied encrypted end endevent ended enter "
                    + "enterpictureinpicture error errorupdate exit fencedtreeclick filterchange finish focus focusin "
                    + "focusout "
                    + "formchange formdata forminput freeze fullscreenchange fullscreenerror gamepadconnected "
                    + "gamepaddisconnected gesturechange gestureend gesturestart gotpointercapture hashchange help "
                    + "input interest invalid keydown keypress keyup languagechange layoutcomplete "
                    + "leavepictureinpicture load loadeddata loadedmetadata loadend loadstart losecapture loseinterest "
                    + "lostpointercapture mediacomplete mediaerror message messageerror mousedown mouseenter mouseleave "
                    + "mousemove mouseout mouseover mouseup mousewheel move moveend movestart mozfullscreenchange "
                    + "mozfullscreenerror mscontentzoom msgesturechange msinertiastart mspointerdown mspointerenter "
                    + "mspointerover offline online orientationchange outofsync overflow overscroll pagehide pagereveal "
                    + "pageshow pageswap paste pause play playing pointercancel pointerdown pointerenter pointerleave "
                    + "pointermove pointerout pointerover pointerrawupdate pointerup popstate progress promptaction "
                    + "promptdismiss propertychange ratechange readystatechange redo rejectionhandled repeat repeatevent "
                    + "reset resize resizeend resizestart resume reverse rowdelete rowenter rowexit rowinserted rowsdelete "
                    + "rowsenter rowsinserted scroll scrollend scrollsnapchange scrollsnapchanging search "
                    + "securitypolicyviolation seek seeked seeking select selectionchange selectstart show slotchange "
                    + "stalled start stop storage submit success suspend syncrestored timeerror timeupdate toggle "
                    + "touchcancel touchend touchmove touchstart trackchange transitioncancel transitionend "
                    + "transitionrun transitionstart underflow undo unhandledrejection unload upgradeneeded urlflip "
                    + "userproximity validationstatuschange versionchange visibilitychange volumechange waiting "
                    + "waitingforkey webkitanimationend webkitanimationiteration webkitanimationstart "
                    + "webkitcurrentplaybacktargetiswirelesschanged webkitfullscreenchange webkitfullscreenerror "
                    + "webkitmouseforcechanged webkitmouseforcedown webkitmouseforceup webkitmouseforcewillbegin "
                    + "webkitneedkey webkitplaybacktargetavailabilitychanged webkitpresentationmodechanged "
                    + "webkittransitionend webkitwillrevealbottom wheel zoom")
            .split(" "));

    private AttributeNames() {}

    /** Returns what the attribute is whose name stands here. */
    static int kind(CharSequence text, int start, int end) {
        int length = end - start;
        if (length > LONGEST || length < 2) {
            return HARMLESS;
        }
        return switch (Ascii.lower(text.charAt(start))) {
            case 'o' -> Ascii.hasAt(text, start, end, "on") ? handler(text, start + 2, end) : HARMLESS;
            case 's' -> is(text, start, end, "style") ? STYLE : is(text, start, end, "srcdoc") ? DOCUMENT : HARMLESS;
            case 'f' -> is(text, start, end, "formaction") ? FORM_ACTION : HARMLESS;
            case 'v' -> is(text, start, end, "values") ? LIST : HARMLESS;
            default -> HARMLESS;
        };
    }

    private static int handler(CharSequence text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Ascii.isLetter(text.charAt(i))) {
                return HARMLESS;
            }
        }
        String event = text.subSequence(start, end).toString().toLowerCase(Locale.ROOT);
        return HANDLERS.contains(event) ? HANDLER : PERHAPS_HANDLER;
    }

    private static boolean is(CharSequence text, int start, int end, String name) {
        return end - start == name.length() && Ascii.hasAt(text, start, end, name);
    }
}
