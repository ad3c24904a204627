-- Plain resources, as JSON: found by kind, account and parent, or by SID.
CREATE TABLE kept (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, account_sid TEXT NOT NULL, parent_sid TEXT NOT NULL,
    sid TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX kept_by_account ON kept (kind, account_sid, key);
CREATE INDEX kept_by_parent ON kept (kind, parent_sid, key);
CREATE INDEX kept_by_sid ON kept (sid);
CREATE INDEX kept_below ON kept (parent_sid) WHERE parent_sid <> '';
