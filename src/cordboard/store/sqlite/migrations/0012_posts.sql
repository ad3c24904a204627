-- Mails and notifications: sends of other families, whose people have posts instead of messages.
ALTER TABLE comms_operation ADD COLUMN family TEXT NOT NULL DEFAULT 'message';
CREATE INDEX comms_operation_by_family ON comms_operation (account_sid, family, key);

CREATE TABLE comms_post (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, account_sid TEXT NOT NULL, family TEXT NOT NULL,
    operation_key INTEGER NOT NULL, status TEXT NOT NULL, provider TEXT, user_id TEXT, created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, tags TEXT, body BLOB NOT NULL
);
CREATE INDEX comms_post_by_account ON comms_post (account_sid, family, key);
CREATE INDEX comms_post_by_status ON comms_post (account_sid, family, status, key);
CREATE INDEX comms_post_by_operation ON comms_post (operation_key, key);
CREATE INDEX comms_post_pending ON comms_post (operation_key, key) WHERE status IN ('scheduled', 'queued');
