-- The counts of an operation are kept with it: each commit adds what its units moved, so they are those of its messages.
CREATE TABLE comms_operation (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, account_sid TEXT NOT NULL, status TEXT NOT NULL,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, scheduled_ms INTEGER, terms BLOB NOT NULL,
    recipients INTEGER NOT NULL, waiting INTEGER NOT NULL, open INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, unaddressable INTEGER NOT NULL DEFAULT 0,
    scheduled INTEGER NOT NULL DEFAULT 0, queued INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0, undelivered INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, canceled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX comms_operation_by_account ON comms_operation (account_sid, key);

-- Recipients of an operation that have no message yet, some hundred a row.
CREATE TABLE comms_waiting (
    operation_key INTEGER NOT NULL, place INTEGER NOT NULL, people BLOB NOT NULL, PRIMARY KEY (operation_key, place)
);

CREATE TABLE comms_message (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, account_sid TEXT NOT NULL, operation_key INTEGER, status TEXT NOT NULL,
    reach TEXT NOT NULL, channel TEXT NOT NULL, session_id TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
    tags TEXT, body BLOB NOT NULL
);
CREATE INDEX comms_message_by_account ON comms_message (account_sid, key);
CREATE INDEX comms_message_by_operation ON comms_message (operation_key, key) WHERE operation_key IS NOT NULL;
CREATE INDEX comms_message_by_session ON comms_message (account_sid, session_id, key);
CREATE INDEX comms_message_by_status ON comms_message (account_sid, status, key);

CREATE TABLE comms_session (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account_sid TEXT NOT NULL, sender TEXT NOT NULL,
    recipient TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
);
CREATE INDEX comms_session_by_account ON comms_session (account_sid, key);

-- Which message of the Communications API an ordinary message is an attempt of.
CREATE TABLE comms_attempt (key INTEGER PRIMARY KEY, message_key INTEGER NOT NULL);
