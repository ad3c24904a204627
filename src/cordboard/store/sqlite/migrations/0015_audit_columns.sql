-- SQLite makes all columns that are read out of a row whenever one is written, which took as long as writing it. What
-- stands beside the row now is whose it is, by which rows are found, and the verification holds it against the row.
CREATE TABLE audit_rows (
    key INTEGER PRIMARY KEY, body TEXT NOT NULL, sha256 TEXT NOT NULL, agent TEXT NOT NULL
);
INSERT INTO audit_rows (key, body, sha256, agent)
    SELECT key, body, sha256, coalesce(json_extract(body, '$.agent'), '') FROM audit;
DROP TABLE audit;
ALTER TABLE audit_rows RENAME TO audit;
CREATE INDEX audit_by_agent ON audit (agent, key);
