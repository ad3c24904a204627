-- Rows keyed by SID carry a time-ordered integer key (base/sid.py), so listing by key is listing by time.
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE account (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL UNIQUE, owner_sid TEXT NOT NULL, friendly_name TEXT NOT NULL,
    status TEXT NOT NULL, type TEXT NOT NULL, auth_token BLOB NOT NULL, created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
);
CREATE INDEX account_by_owner ON account (owner_sid, key);

CREATE TABLE api_key (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL, account_sid TEXT NOT NULL, friendly_name TEXT NOT NULL,
    secret_hash BLOB NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
);
CREATE INDEX api_key_by_account ON api_key (account_sid, key);

CREATE TABLE phone_number (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL, account_sid TEXT NOT NULL, phone_number TEXT NOT NULL UNIQUE,
    friendly_name TEXT NOT NULL, routing TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
);
CREATE INDEX phone_number_by_account ON phone_number (account_sid, key);

CREATE TABLE message (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL, account_sid TEXT NOT NULL, direction TEXT NOT NULL,
    sender TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL,
    num_segments INTEGER NOT NULL, num_media INTEGER NOT NULL, created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, sent_ms INTEGER, error_code INTEGER, price TEXT, service_sid TEXT, options TEXT
);
CREATE INDEX message_by_account ON message (account_sid, key);
CREATE INDEX message_by_recipient ON message (account_sid, recipient, key);
CREATE INDEX message_by_sender ON message (account_sid, sender, key);
CREATE INDEX message_by_sent ON message (account_sid, sent_ms, key) WHERE sent_ms IS NOT NULL;

CREATE TABLE media (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL, account_sid TEXT NOT NULL, message_sid TEXT NOT NULL,
    content_type TEXT NOT NULL, digest TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
);
CREATE INDEX media_by_message ON media (message_sid, key);
CREATE INDEX media_by_digest ON media (digest);
CREATE TABLE media_data (digest TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE feedback (
    message_sid TEXT PRIMARY KEY, account_sid TEXT NOT NULL, outcome TEXT NOT NULL, created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE opt_out (
    account_sid TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    PRIMARY KEY (account_sid, sender, recipient)
) WITHOUT ROWID;

-- The outbox: what must still follow. A task about a message has the message's key, so the next step replaces the last.
CREATE TABLE task (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, due_ms INTEGER NOT NULL, subject INTEGER NOT NULL, payload BLOB NOT NULL
);

CREATE TABLE webhook_attempt (
    key INTEGER PRIMARY KEY, account_sid TEXT NOT NULL, subject_sid TEXT NOT NULL, at_ms INTEGER NOT NULL,
    attempt TEXT NOT NULL
);
CREATE TABLE request (key INTEGER PRIMARY KEY, account_sid TEXT NOT NULL, record TEXT NOT NULL);

CREATE TABLE handset (
    number TEXT PRIMARY KEY, condition TEXT NOT NULL, error_code INTEGER, latency_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE handset_message (
    key INTEGER PRIMARY KEY, number TEXT NOT NULL, sid TEXT NOT NULL, direction TEXT NOT NULL, sender TEXT NOT NULL,
    recipient TEXT NOT NULL, body TEXT NOT NULL, media TEXT NOT NULL, at_ms INTEGER NOT NULL
);
CREATE INDEX handset_message_by_number ON handset_message (number, key);
