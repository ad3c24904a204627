-- What of an operation was given up, and why: a JSON array of [code, message].
ALTER TABLE comms_operation ADD COLUMN errors TEXT NOT NULL DEFAULT '[]';
