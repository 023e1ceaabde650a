package dev.hardening.springboot.example;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.input.Fields;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.servlet.input.JsonInput;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints. */
@RestController
class NotesController {

    private static final ObjectRules NOTE = ObjectRules.builder()
            .required("text", text().notBlank().maxLength(200).withoutActiveContent())
            .build();

    private final NoteStore notes;

    NotesController(NoteStore notes) {
        this.notes = notes;
    }

    @GetMapping("/")
    String welcome() {
        return "Notes are at /api/notes, with a key.";
    }

    @GetMapping("/api/notes")
    List<String> all() {
        return notes.all();
    }

    /** Reads the body by the library's rules, which answer 400 by field. */
    @PostMapping("/api/notes")
    @ResponseStatus(HttpStatus.CREATED)
    void add(HttpServletRequest request) throws IOException {
        Fields note = JsonInput.read(request, NOTE);
        notes.add(note.text("text"));
    }

    @GetMapping("/too-much")
    String fails() {
        throw new IllegalStateException("the password of the database is hunter2");
    }
}
