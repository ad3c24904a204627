-- A second auth token beside the first, the operator's hold on an account, and how far a key reaches.
ALTER TABLE account ADD COLUMN secondary_token BLOB;
ALTER TABLE account ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN kind TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE api_key ADD COLUMN allowed TEXT NOT NULL DEFAULT '[]';
