-- The feed of a run that was stopped, for the next one to go on with; a crash leaves none.
CREATE TABLE left_feed (run TEXT NOT NULL, place INTEGER NOT NULL, happenings BLOB NOT NULL);
