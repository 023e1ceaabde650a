package dev.hardening.springboot.example;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** The notes, in memory; the oldest goes when there are a hundred. */
@Component
class NoteStore {

    private static final int MOST = 100;

    private final List<String> notes = new CopyOnWriteArrayList<>();

    synchronized void add(String text) {
        if (notes.size() == MOST) {
            notes.remove(0);
        }
        notes.add(text);
    }

    List<String> all() {
        return List.copyOf(notes);
    }

    int size() {
        return notes.size();
    }
}
