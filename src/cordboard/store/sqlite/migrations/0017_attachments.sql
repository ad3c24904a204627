-- The files of a mail are kept once for all who get it.
CREATE TABLE comms_attachment (
    operation_key INTEGER NOT NULL, place INTEGER NOT NULL, facts TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (operation_key, place)
);
