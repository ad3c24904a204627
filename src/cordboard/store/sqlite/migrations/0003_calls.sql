-- Calls, and what was heard on them.
CREATE TABLE call (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL, account_sid TEXT NOT NULL, direction TEXT NOT NULL,
    sender TEXT NOT NULL, recipient TEXT NOT NULL, status TEXT NOT NULL, parent_sid TEXT, started_ms INTEGER,
    ended_ms INTEGER, body TEXT NOT NULL
);
CREATE INDEX call_by_account ON call (account_sid, key);
CREATE INDEX call_by_recipient ON call (account_sid, recipient, key);
CREATE INDEX call_by_sender ON call (account_sid, sender, key);
CREATE INDEX call_by_parent ON call (account_sid, parent_sid, key) WHERE parent_sid IS NOT NULL;
CREATE INDEX call_open ON call (key) WHERE ended_ms IS NULL;

CREATE TABLE heard (
    call_sid TEXT NOT NULL, at_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX heard_by_call ON heard (call_sid);
