-- What handsets do in calls. It stands beside their condition, which is set and goes back to its default by itself.
CREATE TABLE handset_script (number TEXT PRIMARY KEY, script TEXT NOT NULL) WITHOUT ROWID;
