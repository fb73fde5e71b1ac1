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
