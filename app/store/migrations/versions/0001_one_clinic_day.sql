CREATE TABLE account (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	login TEXT NOT NULL,
	name TEXT NOT NULL,
	short_name TEXT NOT NULL,
	role_names TEXT NOT NULL,
	active INTEGER NOT NULL,
	made_at INTEGER NOT NULL,
	CONSTRAINT pk_account PRIMARY KEY (id),
	CONSTRAINT uq_account_login UNIQUE (login)
)
 STRICT

CREATE TABLE attachment (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB,
	file_name TEXT NOT NULL,
	"key" BLOB NOT NULL,
	size INTEGER NOT NULL,
	sha256 BLOB NOT NULL,
	media_type TEXT NOT NULL,
	purpose TEXT NOT NULL,
	made_at INTEGER NOT NULL,
	CONSTRAINT pk_attachment PRIMARY KEY (id)
)
 STRICT

CREATE INDEX ix_attachment_patient_id ON attachment (patient_id)

CREATE INDEX ix_attachment_sha256 ON attachment (sha256)

CREATE TABLE audit (
	sequence INTEGER NOT NULL,
	hash BLOB NOT NULL,
	entry TEXT NOT NULL,
	act_id BLOB NOT NULL,
	at INTEGER NOT NULL,
	event TEXT NOT NULL,
	act TEXT NOT NULL,
	actor_id BLOB,
	patient_id BLOB,
	record_kind TEXT,
	record_id BLOB,
	CONSTRAINT pk_audit PRIMARY KEY (sequence)
)
 STRICT

CREATE INDEX ix_audit_actor_id ON audit (actor_id)

CREATE INDEX ix_audit_event ON audit (event)

CREATE INDEX ix_audit_patient_id ON audit (patient_id)

CREATE INDEX ix_audit_record_id ON audit (record_id)

CREATE TABLE audit_checkpoint (
	sequence INTEGER NOT NULL,
	key_number INTEGER NOT NULL,
	mac BLOB NOT NULL,
	CONSTRAINT pk_audit_checkpoint PRIMARY KEY (sequence)
)
 STRICT

CREATE TABLE audit_key (
	number INTEGER NOT NULL,
	"key" BLOB NOT NULL,
	made_at INTEGER NOT NULL,
	CONSTRAINT pk_audit_key PRIMARY KEY (number)
)
 STRICT

CREATE TABLE command_result (
	id BLOB NOT NULL,
	act TEXT NOT NULL,
	payload_hash BLOB NOT NULL,
	result TEXT NOT NULL,
	at INTEGER NOT NULL,
	CONSTRAINT pk_command_result PRIMARY KEY (id)
)
 STRICT

CREATE TABLE draft (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	person_id BLOB NOT NULL,
	form TEXT NOT NULL,
	subject TEXT NOT NULL,
	content TEXT NOT NULL,
	at INTEGER NOT NULL,
	CONSTRAINT pk_draft PRIMARY KEY (id),
	CONSTRAINT uq_draft_person_id_form_subject UNIQUE (person_id, form, subject)
)
 STRICT

CREATE INDEX ix_draft_person_id ON draft (person_id)

CREATE TABLE location (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	CONSTRAINT pk_location PRIMARY KEY (id)
)
 STRICT

CREATE TABLE policy_table (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	valid_from TEXT NOT NULL,
	content TEXT NOT NULL,
	CONSTRAINT pk_policy_table PRIMARY KEY (id),
	CONSTRAINT uq_policy_table_name_valid_from UNIQUE (name, valid_from)
)
 STRICT

CREATE TABLE practice_settings (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	street TEXT NOT NULL,
	city TEXT NOT NULL,
	state TEXT NOT NULL,
	zip TEXT NOT NULL,
	phone TEXT NOT NULL,
	npi TEXT NOT NULL,
	tax_id TEXT NOT NULL,
	zone TEXT NOT NULL,
	hours TEXT NOT NULL,
	lock_after_minutes INTEGER NOT NULL,
	drawer_float_cents INTEGER NOT NULL,
	training INTEGER NOT NULL,
	recovery_confirmed INTEGER NOT NULL,
	CONSTRAINT pk_practice_settings PRIMARY KEY (id)
)
 STRICT

CREATE TABLE search_entry (
	number INTEGER NOT NULL,
	record_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	words TEXT NOT NULL,
	CONSTRAINT pk_search_entry PRIMARY KEY (number),
	CONSTRAINT uq_search_entry_record_id UNIQUE (record_id)
)
 STRICT

CREATE TABLE sequence (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	last INTEGER NOT NULL,
	CONSTRAINT pk_sequence PRIMARY KEY (id),
	CONSTRAINT uq_sequence_name UNIQUE (name)
)
 STRICT

CREATE TABLE store_state (
	only INTEGER NOT NULL,
	practice_id BLOB NOT NULL,
	lineage BLOB NOT NULL,
	slot_set_version INTEGER NOT NULL,
	made_at INTEGER NOT NULL,
	CONSTRAINT pk_store_state PRIMARY KEY (only)
)
 STRICT

CREATE TABLE visit_type (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	name_es TEXT NOT NULL,
	minutes INTEGER NOT NULL,
	colour TEXT NOT NULL,
	copay_kind TEXT NOT NULL,
	preparation TEXT NOT NULL,
	note_template TEXT NOT NULL,
	vitals TEXT NOT NULL,
	needs_room INTEGER NOT NULL,
	position INTEGER NOT NULL,
	active INTEGER NOT NULL,
	CONSTRAINT pk_visit_type PRIMARY KEY (id)
)
 STRICT

CREATE TABLE provider (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	account_id BLOB,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	short_name TEXT NOT NULL,
	npi TEXT NOT NULL,
	position INTEGER NOT NULL,
	active INTEGER NOT NULL,
	CONSTRAINT pk_provider PRIMARY KEY (id),
	CONSTRAINT fk_provider_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

CREATE INDEX ix_provider_account_id ON provider (account_id)

CREATE TABLE room (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	location_id BLOB NOT NULL,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	state TEXT NOT NULL,
	state_since INTEGER NOT NULL,
	out_of_service_reason TEXT NOT NULL,
	active INTEGER NOT NULL,
	CONSTRAINT pk_room PRIMARY KEY (id),
	CONSTRAINT fk_room_location_id FOREIGN KEY(location_id) REFERENCES location (id)
)
 STRICT

CREATE INDEX ix_room_location_id ON room (location_id)

CREATE TABLE block (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	provider_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	day TEXT,
	weekday INTEGER,
	wall_start TEXT NOT NULL,
	minutes INTEGER NOT NULL,
	valid_from TEXT,
	valid_to TEXT,
	note TEXT NOT NULL,
	CONSTRAINT pk_block PRIMARY KEY (id),
	CONSTRAINT fk_block_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT

CREATE INDEX ix_block_provider_id ON block (provider_id)

CREATE TABLE patient (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	mrn TEXT NOT NULL,
	last_name TEXT NOT NULL,
	first_name TEXT NOT NULL,
	middle_name TEXT NOT NULL,
	suffix TEXT NOT NULL,
	preferred_name TEXT NOT NULL,
	former_names TEXT NOT NULL,
	birth_date TEXT,
	birth_date_known TEXT,
	sex TEXT NOT NULL,
	gender_identity TEXT NOT NULL,
	pronouns TEXT NOT NULL,
	race TEXT NOT NULL,
	ethnicity TEXT NOT NULL,
	language TEXT NOT NULL,
	interpreter_needed INTEGER NOT NULL,
	marital_status TEXT NOT NULL,
	street TEXT NOT NULL,
	city TEXT NOT NULL,
	state TEXT NOT NULL,
	zip TEXT NOT NULL,
	mobile TEXT NOT NULL,
	home_phone TEXT NOT NULL,
	work_phone TEXT NOT NULL,
	email TEXT NOT NULL,
	message_preference TEXT,
	confidential_address TEXT NOT NULL,
	confidential_phone TEXT NOT NULL,
	access_needs TEXT NOT NULL,
	what_matters TEXT NOT NULL,
	pharmacy TEXT NOT NULL,
	pcp_provider_id BLOB,
	outside_pcp TEXT NOT NULL,
	photo_id BLOB,
	deceased TEXT,
	deceased_flag INTEGER NOT NULL,
	registered_at INTEGER NOT NULL,
	source TEXT NOT NULL,
	merged_into BLOB,
	entered_in_error TEXT,
	CONSTRAINT pk_patient PRIMARY KEY (id),
	CONSTRAINT uq_patient_mrn UNIQUE (mrn),
	CONSTRAINT fk_patient_pcp_provider_id FOREIGN KEY(pcp_provider_id) REFERENCES provider (id),
	CONSTRAINT fk_patient_photo_id FOREIGN KEY(photo_id) REFERENCES attachment (id),
	CONSTRAINT fk_patient_merged_into FOREIGN KEY(merged_into) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_patient_birth_date ON patient (birth_date)

CREATE INDEX ix_patient_merged_into ON patient (merged_into)

CREATE INDEX ix_patient_name ON patient (last_name, first_name)

CREATE INDEX ix_patient_pcp_provider_id ON patient (pcp_provider_id)

CREATE INDEX ix_patient_photo_id ON patient (photo_id)

CREATE TABLE appointment (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	provider_id BLOB NOT NULL,
	visit_type_id BLOB NOT NULL,
	location_id BLOB NOT NULL,
	room_id BLOB,
	day TEXT NOT NULL,
	wall_start TEXT NOT NULL,
	zone TEXT NOT NULL,
	fold INTEGER NOT NULL,
	minutes INTEGER NOT NULL,
	starts_at INTEGER NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	note TEXT NOT NULL,
	cancel_reason TEXT NOT NULL,
	moved_to BLOB,
	overlap_reason TEXT NOT NULL,
	booked_at INTEGER NOT NULL,
	booked_by BLOB NOT NULL,
	CONSTRAINT pk_appointment PRIMARY KEY (id),
	CONSTRAINT fk_appointment_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_appointment_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id),
	CONSTRAINT fk_appointment_visit_type_id FOREIGN KEY(visit_type_id) REFERENCES visit_type (id),
	CONSTRAINT fk_appointment_location_id FOREIGN KEY(location_id) REFERENCES location (id),
	CONSTRAINT fk_appointment_room_id FOREIGN KEY(room_id) REFERENCES room (id),
	CONSTRAINT fk_appointment_moved_to FOREIGN KEY(moved_to) REFERENCES appointment (id)
)
 STRICT

CREATE INDEX ix_appointment_day ON appointment (day)

CREATE INDEX ix_appointment_moved_to ON appointment (moved_to)

CREATE INDEX ix_appointment_patient_id ON appointment (patient_id)

CREATE INDEX ix_appointment_provider_day ON appointment (provider_id, day)

CREATE INDEX ix_appointment_room_id ON appointment (room_id)

CREATE TABLE contact (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	role TEXT NOT NULL,
	name TEXT NOT NULL,
	relation TEXT NOT NULL,
	phone TEXT NOT NULL,
	address TEXT NOT NULL,
	birth_date TEXT,
	limits TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_contact PRIMARY KEY (id),
	CONSTRAINT fk_contact_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_contact_patient_id ON contact (patient_id)

CREATE TABLE coverage (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	rank INTEGER NOT NULL,
	kind TEXT NOT NULL,
	payer TEXT NOT NULL,
	"plan" TEXT NOT NULL,
	member_id TEXT NOT NULL,
	group_number TEXT NOT NULL,
	relation TEXT NOT NULL,
	subscriber_name TEXT NOT NULL,
	subscriber_birth_date TEXT,
	valid_from TEXT,
	valid_to TEXT,
	copay_cents INTEGER,
	qualified_medicare_beneficiary INTEGER NOT NULL,
	claim_number TEXT NOT NULL,
	injury_date TEXT,
	source TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_coverage PRIMARY KEY (id),
	CONSTRAINT fk_coverage_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_coverage_patient_id ON coverage (patient_id)

CREATE TABLE patient_identifier (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	system TEXT NOT NULL,
	value TEXT NOT NULL,
	kind TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_patient_identifier PRIMARY KEY (id),
	CONSTRAINT fk_patient_identifier_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_patient_identifier_patient_id ON patient_identifier (patient_id)

CREATE INDEX ix_patient_identifier_system_value ON patient_identifier (system, value)

CREATE TABLE signature_on_file (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	signed_on TEXT NOT NULL,
	signed_by TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_signature_on_file PRIMARY KEY (id),
	CONSTRAINT fk_signature_on_file_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_signature_on_file_patient_id ON signature_on_file (patient_id)

CREATE TABLE eligibility_check (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	coverage_id BLOB NOT NULL,
	at INTEGER NOT NULL,
	method TEXT NOT NULL,
	reference TEXT NOT NULL,
	representative TEXT NOT NULL,
	active INTEGER NOT NULL,
	copay_cents INTEGER,
	deductible_left_cents INTEGER,
	coinsurance_percent INTEGER,
	note TEXT NOT NULL,
	CONSTRAINT pk_eligibility_check PRIMARY KEY (id),
	CONSTRAINT fk_eligibility_check_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_eligibility_check_coverage_id FOREIGN KEY(coverage_id) REFERENCES coverage (id)
)
 STRICT

CREATE INDEX ix_eligibility_check_coverage_id ON eligibility_check (coverage_id)

CREATE INDEX ix_eligibility_check_patient_id ON eligibility_check (patient_id)

CREATE TABLE visit (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	appointment_id BLOB,
	provider_id BLOB,
	visit_type_id BLOB,
	location_id BLOB,
	room_id BLOB,
	day TEXT NOT NULL,
	starts_at INTEGER NOT NULL,
	state TEXT NOT NULL,
	state_since INTEGER NOT NULL,
	reason TEXT NOT NULL,
	mask_needed INTEGER NOT NULL,
	mask_given INTEGER NOT NULL,
	handoff_note TEXT NOT NULL,
	payer_coverage_id BLOB,
	self_pay INTEGER NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	checklist TEXT NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	CONSTRAINT pk_visit PRIMARY KEY (id),
	CONSTRAINT fk_visit_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_visit_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id),
	CONSTRAINT fk_visit_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id),
	CONSTRAINT fk_visit_visit_type_id FOREIGN KEY(visit_type_id) REFERENCES visit_type (id),
	CONSTRAINT fk_visit_location_id FOREIGN KEY(location_id) REFERENCES location (id),
	CONSTRAINT fk_visit_room_id FOREIGN KEY(room_id) REFERENCES room (id),
	CONSTRAINT fk_visit_payer_coverage_id FOREIGN KEY(payer_coverage_id) REFERENCES coverage (id)
)
 STRICT

CREATE INDEX ix_visit_appointment_id ON visit (appointment_id)

CREATE INDEX ix_visit_day ON visit (day)

CREATE INDEX ix_visit_location_id ON visit (location_id)

CREATE INDEX ix_visit_patient_id ON visit (patient_id)

CREATE INDEX ix_visit_payer_coverage_id ON visit (payer_coverage_id)

CREATE INDEX ix_visit_provider_id ON visit (provider_id)

CREATE INDEX ix_visit_room_id ON visit (room_id)

CREATE INDEX ix_visit_visit_type_id ON visit (visit_type_id)

CREATE TABLE visit_state_change (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB NOT NULL,
	number INTEGER NOT NULL,
	state TEXT NOT NULL,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	room_id BLOB,
	reason TEXT NOT NULL,
	CONSTRAINT pk_visit_state_change PRIMARY KEY (id),
	CONSTRAINT fk_visit_state_change_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_visit_state_change_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_visit_state_change_room_id FOREIGN KEY(room_id) REFERENCES room (id)
)
 STRICT

CREATE INDEX ix_visit_state_change_patient_id ON visit_state_change (patient_id)

CREATE INDEX ix_visit_state_change_room_id ON visit_state_change (room_id)

CREATE INDEX ix_visit_state_change_visit_id ON visit_state_change (visit_id)

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END

CREATE TRIGGER audit_checkpoint_no_delete BEFORE DELETE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END

CREATE TRIGGER audit_key_no_update BEFORE UPDATE ON audit_key BEGIN SELECT RAISE(ABORT, 'audit_key is append-only'); END

CREATE TRIGGER audit_key_no_delete BEFORE DELETE ON audit_key BEGIN SELECT RAISE(ABORT, 'audit_key is append-only'); END

CREATE TRIGGER audit_in_sequence BEFORE INSERT ON audit WHEN NEW.sequence != coalesce((SELECT max(sequence) FROM audit), 0) + 1 BEGIN SELECT RAISE(ABORT, 'audit is in sequence'); END

CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_entry', content_rowid='number', prefix='2 3', tokenize='unicode61')

CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN INSERT INTO search_index(rowid, words) VALUES (NEW.number, NEW.words); END

CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.number, OLD.words); INSERT INTO search_index(rowid, words) VALUES (NEW.number, NEW.words); END
