-- Events that wait for their sinks. Their ids are never used again, because a round under way knows events by them.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sink_sid TEXT NOT NULL, due_ms INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX event_by_sink ON event (sink_sid, due_ms, id);
