CREATE INDEX ix_audit_lines ON audit (at, event, act, actor_id, patient_id, act_id, json_extract(entry, '$.workstation')) WHERE event != 'record'

CREATE TABLE backup_plan (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	target TEXT NOT NULL,
	pack_folder TEXT NOT NULL,
	CONSTRAINT pk_backup_plan PRIMARY KEY (id)
)
 STRICT

CREATE TABLE pack_password (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	password TEXT NOT NULL,
	CONSTRAINT pk_pack_password PRIMARY KEY (id)
)
 STRICT

CREATE TABLE one_time_code (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	account_id BLOB NOT NULL,
	made_at INTEGER NOT NULL,
	made_by BLOB NOT NULL,
	until INTEGER NOT NULL,
	ended TEXT,
	ended_at INTEGER,
	CONSTRAINT pk_one_time_code PRIMARY KEY (id),
	CONSTRAINT fk_one_time_code_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

CREATE INDEX ix_one_time_code_account_id ON one_time_code (account_id)

CREATE TABLE second_step (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	account_id BLOB NOT NULL,
	made_at INTEGER NOT NULL,
	codes_made_at INTEGER NOT NULL,
	last_counter INTEGER NOT NULL,
	used_codes TEXT NOT NULL,
	wrong_tries INTEGER NOT NULL,
	wrong_at INTEGER,
	removed_at INTEGER,
	CONSTRAINT pk_second_step PRIMARY KEY (id),
	CONSTRAINT fk_second_step_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

CREATE INDEX ix_second_step_account_id ON second_step (account_id)

ALTER TABLE patient ADD COLUMN sensitive INTEGER NOT NULL DEFAULT 0

ALTER TABLE patient ADD COLUMN care_team TEXT NOT NULL DEFAULT '[]'

CREATE TABLE second_step_secret (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	second_step_id BLOB NOT NULL,
	secret BLOB NOT NULL,
	salt BLOB NOT NULL,
	hashes TEXT NOT NULL,
	CONSTRAINT pk_second_step_secret PRIMARY KEY (id),
	CONSTRAINT fk_second_step_secret_second_step_id FOREIGN KEY(second_step_id) REFERENCES second_step (id)
)
 STRICT

CREATE INDEX ix_second_step_secret_second_step_id ON second_step_secret (second_step_id)

CREATE TABLE break_glass (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	person_id BLOB NOT NULL,
	person_name TEXT NOT NULL,
	session_id BLOB NOT NULL,
	reason TEXT NOT NULL,
	begun_at INTEGER NOT NULL,
	until INTEGER NOT NULL,
	ended TEXT,
	ended_at INTEGER,
	outcome TEXT,
	reviewed_at INTEGER,
	reviewed_by BLOB,
	reviewed_by_name TEXT NOT NULL,
	review_note TEXT NOT NULL,
	CONSTRAINT pk_break_glass PRIMARY KEY (id),
	CONSTRAINT fk_break_glass_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_break_glass_patient_id ON break_glass (patient_id)
