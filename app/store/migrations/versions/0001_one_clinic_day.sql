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

CREATE TABLE day_close (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	day TEXT NOT NULL,
	at INTEGER NOT NULL,
	opening_cents INTEGER NOT NULL,
	closing_cents INTEGER NOT NULL,
	deposit_cents INTEGER NOT NULL,
	over_short_cents INTEGER NOT NULL,
	difference_reason TEXT NOT NULL,
	counted_by BLOB,
	counted_by_name TEXT NOT NULL,
	checked_by BLOB NOT NULL,
	checked_by_name TEXT NOT NULL,
	same_person_reason TEXT NOT NULL,
	audit_head TEXT NOT NULL,
	open_items TEXT NOT NULL,
	figures TEXT NOT NULL,
	CONSTRAINT pk_day_close PRIMARY KEY (id),
	CONSTRAINT uq_day_close_day UNIQUE (day)
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

CREATE TABLE fee_schedule (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	system TEXT NOT NULL,
	code TEXT NOT NULL,
	wording TEXT NOT NULL,
	unit_cents INTEGER NOT NULL,
	modifiers TEXT NOT NULL,
	pointers TEXT NOT NULL,
	order_items TEXT NOT NULL,
	level INTEGER NOT NULL,
	global_days INTEGER NOT NULL,
	active INTEGER NOT NULL,
	valid_from TEXT NOT NULL,
	CONSTRAINT pk_fee_schedule PRIMARY KEY (id),
	CONSTRAINT uq_fee_schedule_system_code_valid_from UNIQUE (system, code, valid_from)
)
 STRICT

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

CREATE TABLE text_review (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	text TEXT NOT NULL,
	language TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	reviewed_by BLOB NOT NULL,
	reviewed_by_name TEXT NOT NULL,
	at INTEGER NOT NULL,
	CONSTRAINT pk_text_review PRIMARY KEY (id),
	CONSTRAINT uq_text_review_text_language_sha256 UNIQUE (text, language, sha256)
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

CREATE TABLE drawer (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	location_id BLOB NOT NULL,
	day TEXT NOT NULL,
	float_cents INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	opened_by BLOB NOT NULL,
	CONSTRAINT pk_drawer PRIMARY KEY (id),
	CONSTRAINT uq_drawer_location_id_day UNIQUE (location_id, day),
	CONSTRAINT fk_drawer_location_id FOREIGN KEY(location_id) REFERENCES location (id)
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
	entered_in_error TEXT,
	CONSTRAINT pk_block PRIMARY KEY (id),
	CONSTRAINT fk_block_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT

CREATE INDEX ix_block_provider_id ON block (provider_id)

CREATE TABLE drawer_count (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	drawer_id BLOB NOT NULL,
	number INTEGER NOT NULL,
	pieces TEXT NOT NULL,
	counted_cents INTEGER NOT NULL,
	expected_cents INTEGER NOT NULL,
	checks_cents INTEGER NOT NULL,
	card_batch_cents INTEGER,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_drawer_count PRIMARY KEY (id),
	CONSTRAINT uq_drawer_count_drawer_id_number UNIQUE (drawer_id, number),
	CONSTRAINT fk_drawer_count_drawer_id FOREIGN KEY(drawer_id) REFERENCES drawer (id)
)
 STRICT

CREATE TABLE patient (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	mrn TEXT NOT NULL,
	name_key TEXT NOT NULL,
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

CREATE INDEX ix_patient_home_phone ON patient (home_phone)

CREATE INDEX ix_patient_merged_into ON patient (merged_into)

CREATE INDEX ix_patient_mobile ON patient (mobile)

CREATE INDEX ix_patient_name_key ON patient (name_key, merged_into, entered_in_error)

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
	confirmed_at INTEGER,
	walk_in INTEGER NOT NULL,
	visit_begun INTEGER NOT NULL,
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

CREATE TABLE held_patient (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	file TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	patient_key TEXT NOT NULL,
	name TEXT NOT NULL,
	born TEXT NOT NULL,
	person TEXT NOT NULL,
	records INTEGER NOT NULL,
	reason TEXT NOT NULL,
	candidates TEXT NOT NULL,
	original_id BLOB NOT NULL,
	records_id BLOB NOT NULL,
	state TEXT NOT NULL,
	patient_id BLOB,
	held_at INTEGER NOT NULL,
	decided_at INTEGER,
	CONSTRAINT pk_held_patient PRIMARY KEY (id),
	CONSTRAINT uq_held_patient_file_sha256_patient_key UNIQUE (file_sha256, patient_key),
	CONSTRAINT fk_held_patient_original_id FOREIGN KEY(original_id) REFERENCES attachment (id),
	CONSTRAINT fk_held_patient_records_id FOREIGN KEY(records_id) REFERENCES attachment (id),
	CONSTRAINT fk_held_patient_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_held_patient_original_id ON held_patient (original_id)

CREATE INDEX ix_held_patient_patient_id ON held_patient (patient_id)

CREATE INDEX ix_held_patient_records_id ON held_patient (records_id)

CREATE TABLE imported_resource (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	type TEXT NOT NULL,
	identity TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	attachment_id BLOB NOT NULL,
	record_table TEXT NOT NULL,
	record_id BLOB,
	details TEXT NOT NULL,
	at INTEGER NOT NULL,
	CONSTRAINT pk_imported_resource PRIMARY KEY (id),
	CONSTRAINT fk_imported_resource_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_imported_resource_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id)
)
 STRICT

CREATE INDEX ix_imported_resource_attachment_id ON imported_resource (attachment_id)

CREATE INDEX ix_imported_resource_identity ON imported_resource (identity)

CREATE INDEX ix_imported_resource_patient_id ON imported_resource (patient_id)

CREATE TABLE ledger_entry (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB,
	at INTEGER NOT NULL,
	business_day TEXT NOT NULL,
	drawer_id BLOB,
	kind TEXT NOT NULL,
	reason TEXT NOT NULL,
	reverses_id BLOB,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_ledger_entry PRIMARY KEY (id),
	CONSTRAINT fk_ledger_entry_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_ledger_entry_drawer_id FOREIGN KEY(drawer_id) REFERENCES drawer (id),
	CONSTRAINT fk_ledger_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES ledger_entry (id)
)
 STRICT

CREATE INDEX ix_ledger_entry_business_day ON ledger_entry (business_day)

CREATE INDEX ix_ledger_entry_drawer_id ON ledger_entry (drawer_id)

CREATE INDEX ix_ledger_entry_patient_id ON ledger_entry (patient_id)

CREATE INDEX ix_ledger_entry_reverses_id ON ledger_entry (reverses_id)

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

CREATE TABLE patient_sound (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	sound TEXT NOT NULL,
	CONSTRAINT pk_patient_sound PRIMARY KEY (id),
	CONSTRAINT fk_patient_sound_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

CREATE INDEX ix_patient_sound_patient_id ON patient_sound (patient_id)

CREATE INDEX ix_patient_sound_sound ON patient_sound (sound)

CREATE TABLE patient_target (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	part TEXT NOT NULL,
	at_least TEXT NOT NULL,
	set_at INTEGER NOT NULL,
	set_by_name TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_patient_target PRIMARY KEY (id),
	CONSTRAINT uq_patient_target_patient_id_part UNIQUE (patient_id, part),
	CONSTRAINT fk_patient_target_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT

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

CREATE TABLE allergy (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	is_class INTEGER NOT NULL,
	intolerance INTEGER NOT NULL,
	reaction TEXT NOT NULL,
	reactions TEXT NOT NULL,
	severity TEXT NOT NULL,
	certainty TEXT NOT NULL,
	criticality TEXT NOT NULL,
	status TEXT NOT NULL,
	onset TEXT,
	onset_text TEXT NOT NULL,
	last_occurrence TEXT,
	note TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_allergy PRIMARY KEY (id),
	CONSTRAINT fk_allergy_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_allergy_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_allergy_patient_id ON allergy (patient_id)

CREATE INDEX ix_allergy_visit_id ON allergy (visit_id)

CREATE TABLE allergy_review (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	at INTEGER NOT NULL,
	"by" BLOB,
	by_name TEXT NOT NULL,
	no_known_allergies INTEGER NOT NULL,
	source TEXT NOT NULL,
	withdrawn_at INTEGER,
	CONSTRAINT pk_allergy_review PRIMARY KEY (id),
	CONSTRAINT fk_allergy_review_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_allergy_review_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_allergy_review_patient_id ON allergy_review (patient_id)

CREATE INDEX ix_allergy_review_visit_id ON allergy_review (visit_id)

CREATE TABLE charge (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	provider_id BLOB,
	service_day TEXT NOT NULL,
	system TEXT NOT NULL,
	code TEXT NOT NULL,
	wording TEXT NOT NULL,
	modifiers TEXT NOT NULL,
	units INTEGER NOT NULL,
	unit_cents INTEGER NOT NULL,
	example_price INTEGER NOT NULL,
	pointers TEXT NOT NULL,
	source TEXT NOT NULL,
	source_id BLOB,
	status TEXT NOT NULL,
	posted_day TEXT,
	ended_reason TEXT NOT NULL,
	reversal_entry_id BLOB,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_charge PRIMARY KEY (id),
	CONSTRAINT fk_charge_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_charge_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_charge_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT

CREATE INDEX ix_charge_patient_id ON charge (patient_id)

CREATE INDEX ix_charge_visit_id ON charge (visit_id)

CREATE TABLE clinical_order (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	item TEXT NOT NULL,
	state TEXT NOT NULL,
	state_since INTEGER NOT NULL,
	authority TEXT NOT NULL,
	standing_number TEXT NOT NULL,
	standing_version INTEGER,
	criteria TEXT NOT NULL,
	clinician_id BLOB,
	clinician_name TEXT NOT NULL,
	read_back INTEGER NOT NULL,
	signed_at INTEGER,
	signed_by BLOB,
	signed_by_name TEXT NOT NULL,
	details TEXT NOT NULL,
	reason TEXT NOT NULL,
	urgent INTEGER NOT NULL,
	diagnoses TEXT NOT NULL,
	findings TEXT NOT NULL,
	acknowledged_reason TEXT NOT NULL,
	collected_at INTEGER,
	collected_by_name TEXT NOT NULL,
	reviewed_at INTEGER,
	reviewed_by BLOB,
	reviewed_by_name TEXT NOT NULL,
	patient_told_at INTEGER,
	ended_reason TEXT NOT NULL,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_clinical_order PRIMARY KEY (id),
	CONSTRAINT fk_clinical_order_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_clinical_order_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_clinical_order_patient_id ON clinical_order (patient_id)

CREATE INDEX ix_clinical_order_state ON clinical_order (state)

CREATE INDEX ix_clinical_order_visit_id ON clinical_order (visit_id)

CREATE TABLE copay_decision (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	reason TEXT NOT NULL,
	documented TEXT NOT NULL,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_copay_decision PRIMARY KEY (id),
	CONSTRAINT fk_copay_decision_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_copay_decision_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_copay_decision_patient_id ON copay_decision (patient_id)

CREATE INDEX ix_copay_decision_visit_id ON copay_decision (visit_id)

CREATE TABLE document (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	title TEXT NOT NULL,
	status TEXT NOT NULL,
	category TEXT NOT NULL,
	dated TEXT,
	author TEXT NOT NULL,
	content_type TEXT NOT NULL,
	content_text TEXT NOT NULL,
	attachment_id BLOB,
	relations TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_document PRIMARY KEY (id),
	CONSTRAINT fk_document_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_document_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id),
	CONSTRAINT fk_document_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_document_attachment_id ON document (attachment_id)

CREATE INDEX ix_document_patient_id ON document (patient_id)

CREATE INDEX ix_document_visit_id ON document (visit_id)

CREATE TABLE history_entry (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	kind TEXT NOT NULL,
	happened TEXT,
	relative TEXT NOT NULL,
	age_at_onset INTEGER,
	note TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_history_entry PRIMARY KEY (id),
	CONSTRAINT fk_history_entry_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_history_entry_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_history_entry_patient_id ON history_entry (patient_id)

CREATE INDEX ix_history_entry_visit_id ON history_entry (visit_id)

CREATE TABLE home_instructions (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB NOT NULL,
	found TEXT NOT NULL,
	to_do TEXT NOT NULL,
	call_911 TEXT NOT NULL,
	call_us TEXT NOT NULL,
	written_by_name TEXT NOT NULL,
	at INTEGER NOT NULL,
	CONSTRAINT pk_home_instructions PRIMARY KEY (id),
	CONSTRAINT uq_home_instructions_visit_id UNIQUE (visit_id),
	CONSTRAINT fk_home_instructions_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_home_instructions_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_home_instructions_patient_id ON home_instructions (patient_id)

CREATE TABLE immunization (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	cvx TEXT NOT NULL,
	status TEXT NOT NULL,
	status_reason TEXT NOT NULL,
	occurred TEXT,
	occurred_text TEXT NOT NULL,
	origin TEXT NOT NULL,
	dose TEXT,
	dose_unit TEXT NOT NULL,
	site TEXT NOT NULL,
	route TEXT NOT NULL,
	lot TEXT NOT NULL,
	maker TEXT NOT NULL,
	mvx TEXT NOT NULL,
	ndc TEXT NOT NULL,
	expires TEXT,
	vis TEXT NOT NULL,
	funding TEXT NOT NULL,
	eligibility TEXT NOT NULL,
	performer TEXT NOT NULL,
	protocol TEXT NOT NULL,
	subpotent INTEGER NOT NULL,
	note TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_immunization PRIMARY KEY (id),
	CONSTRAINT fk_immunization_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_immunization_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_immunization_patient_id ON immunization (patient_id)

CREATE INDEX ix_immunization_visit_id ON immunization (visit_id)

CREATE TABLE medication (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	rxnorm TEXT NOT NULL,
	moieties TEXT NOT NULL,
	strength TEXT NOT NULL,
	sig TEXT NOT NULL,
	dosages TEXT NOT NULL,
	as_needed INTEGER NOT NULL,
	reason TEXT NOT NULL,
	prescriber TEXT NOT NULL,
	status TEXT NOT NULL,
	status_given TEXT NOT NULL,
	intent TEXT NOT NULL,
	reported INTEGER NOT NULL,
	started TEXT,
	ended TEXT,
	stop_reason TEXT NOT NULL,
	taking TEXT,
	taking_note TEXT NOT NULL,
	last_taken TEXT,
	last_taken_text TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_medication PRIMARY KEY (id),
	CONSTRAINT fk_medication_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_medication_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_medication_patient_id ON medication (patient_id)

CREATE INDEX ix_medication_visit_id ON medication (visit_id)

CREATE TABLE medication_review (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	takes_none INTEGER NOT NULL,
	lines TEXT NOT NULL,
	CONSTRAINT pk_medication_review PRIMARY KEY (id),
	CONSTRAINT fk_medication_review_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_medication_review_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_medication_review_patient_id ON medication_review (patient_id)

CREATE INDEX ix_medication_review_visit_id ON medication_review (visit_id)

CREATE TABLE note (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	author_id BLOB,
	author_name TEXT NOT NULL,
	day TEXT NOT NULL,
	title TEXT NOT NULL,
	template TEXT NOT NULL,
	text TEXT NOT NULL,
	state TEXT NOT NULL,
	started_at INTEGER NOT NULL,
	cosigner_id BLOB,
	level TEXT NOT NULL,
	diagnoses TEXT NOT NULL,
	signed_at INTEGER,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_note PRIMARY KEY (id),
	CONSTRAINT fk_note_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_note_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_note_patient_id ON note (patient_id)

CREATE INDEX ix_note_state ON note (state)

CREATE INDEX ix_note_visit_id ON note (visit_id)

CREATE TABLE printed_paper (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB,
	visit_id BLOB,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	language TEXT NOT NULL,
	pages INTEGER NOT NULL,
	copies INTEGER NOT NULL,
	includes_private INTEGER NOT NULL,
	large_print INTEGER NOT NULL,
	document_id BLOB,
	unprintable TEXT NOT NULL,
	at INTEGER NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_printed_paper PRIMARY KEY (id),
	CONSTRAINT fk_printed_paper_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_printed_paper_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_printed_paper_document_id ON printed_paper (document_id)

CREATE INDEX ix_printed_paper_kind ON printed_paper (kind)

CREATE INDEX ix_printed_paper_patient_id ON printed_paper (patient_id)

CREATE INDEX ix_printed_paper_visit_id ON printed_paper (visit_id)

CREATE TABLE problem (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	icd10 TEXT NOT NULL,
	category TEXT NOT NULL,
	status TEXT NOT NULL,
	verification TEXT NOT NULL,
	severity TEXT NOT NULL,
	onset TEXT,
	onset_text TEXT NOT NULL,
	abated TEXT,
	abated_text TEXT NOT NULL,
	note TEXT NOT NULL,
	position INTEGER NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_problem PRIMARY KEY (id),
	CONSTRAINT fk_problem_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_problem_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_problem_patient_id ON problem (patient_id)

CREATE INDEX ix_problem_visit_id ON problem (visit_id)

CREATE TABLE procedure (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	status TEXT NOT NULL,
	status_reason TEXT NOT NULL,
	category TEXT NOT NULL,
	performed TEXT,
	performed_end TEXT,
	performed_text TEXT NOT NULL,
	performer TEXT NOT NULL,
	body_site TEXT NOT NULL,
	reason TEXT NOT NULL,
	outcome TEXT NOT NULL,
	note TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_procedure PRIMARY KEY (id),
	CONSTRAINT fk_procedure_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_procedure_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_procedure_patient_id ON procedure (patient_id)

CREATE INDEX ix_procedure_visit_id ON procedure (visit_id)

CREATE TABLE receipt (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	number INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	entry_id BLOB NOT NULL,
	at INTEGER NOT NULL,
	amount_cents INTEGER NOT NULL,
	visit_due_cents INTEGER NOT NULL,
	visit_cents INTEGER NOT NULL,
	old_due_cents INTEGER NOT NULL,
	old_cents INTEGER NOT NULL,
	credit_cents INTEGER NOT NULL,
	remains_cents INTEGER NOT NULL,
	method TEXT NOT NULL,
	reference TEXT NOT NULL,
	tendered_cents INTEGER,
	taken_by BLOB NOT NULL,
	taken_by_name TEXT NOT NULL,
	CONSTRAINT pk_receipt PRIMARY KEY (id),
	CONSTRAINT uq_receipt_number UNIQUE (number),
	CONSTRAINT fk_receipt_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_receipt_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_receipt_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id)
)
 STRICT

CREATE INDEX ix_receipt_entry_id ON receipt (entry_id)

CREATE INDEX ix_receipt_patient_id ON receipt (patient_id)

CREATE INDEX ix_receipt_visit_id ON receipt (visit_id)

CREATE TABLE refund (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	cents INTEGER NOT NULL,
	method TEXT NOT NULL,
	reference TEXT NOT NULL,
	reason TEXT NOT NULL,
	state TEXT NOT NULL,
	requested_at INTEGER NOT NULL,
	requested_by BLOB NOT NULL,
	requested_by_name TEXT NOT NULL,
	decided_at INTEGER,
	decided_by BLOB,
	decided_by_name TEXT NOT NULL,
	decision_reason TEXT NOT NULL,
	entry_id BLOB,
	CONSTRAINT pk_refund PRIMARY KEY (id),
	CONSTRAINT fk_refund_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_refund_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_refund_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id)
)
 STRICT

CREATE INDEX ix_refund_entry_id ON refund (entry_id)

CREATE INDEX ix_refund_patient_id ON refund (patient_id)

CREATE INDEX ix_refund_visit_id ON refund (visit_id)

CREATE TABLE report (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	status TEXT NOT NULL,
	category TEXT NOT NULL,
	effective TEXT,
	effective_end TEXT,
	issued TEXT,
	performer TEXT NOT NULL,
	conclusion TEXT NOT NULL,
	conclusion_codings TEXT NOT NULL,
	results TEXT NOT NULL,
	pages TEXT NOT NULL,
	reviewed_at INTEGER,
	reviewed_by_name TEXT NOT NULL,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_report PRIMARY KEY (id),
	CONSTRAINT fk_report_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_report_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_report_patient_id ON report (patient_id)

CREATE INDEX ix_report_visit_id ON report (visit_id)

CREATE TABLE reproductive_history (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	last_period TEXT,
	last_period_note TEXT NOT NULL,
	pregnancy TEXT,
	due_on TEXT,
	delivered_on TEXT,
	pregnancies INTEGER,
	births INTEGER,
	breastfeeding INTEGER NOT NULL,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	CONSTRAINT pk_reproductive_history PRIMARY KEY (id),
	CONSTRAINT uq_reproductive_history_patient_id UNIQUE (patient_id),
	CONSTRAINT fk_reproductive_history_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_reproductive_history_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_reproductive_history_visit_id ON reproductive_history (visit_id)

CREATE TABLE section_review (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB,
	section TEXT NOT NULL,
	outcome TEXT NOT NULL,
	shown TEXT NOT NULL,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_section_review PRIMARY KEY (id),
	CONSTRAINT fk_section_review_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_section_review_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_section_review_patient_id ON section_review (patient_id)

CREATE INDEX ix_section_review_visit_id ON section_review (visit_id)

CREATE TABLE social_history (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	tobacco TEXT NOT NULL,
	packs_per_day TEXT,
	years_smoked TEXT,
	quit TEXT,
	other_tobacco TEXT NOT NULL,
	alcohol TEXT NOT NULL,
	drinks_per_week TEXT,
	drugs TEXT NOT NULL,
	occupation TEXT NOT NULL,
	note TEXT NOT NULL,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	CONSTRAINT pk_social_history PRIMARY KEY (id),
	CONSTRAINT uq_social_history_patient_id UNIQUE (patient_id),
	CONSTRAINT fk_social_history_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_social_history_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_social_history_visit_id ON social_history (visit_id)

CREATE TABLE visit_diagnosis (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB NOT NULL,
	position INTEGER NOT NULL,
	code TEXT NOT NULL,
	title TEXT NOT NULL,
	release TEXT NOT NULL,
	active INTEGER NOT NULL,
	CONSTRAINT pk_visit_diagnosis PRIMARY KEY (id),
	CONSTRAINT fk_visit_diagnosis_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_visit_diagnosis_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_visit_diagnosis_patient_id ON visit_diagnosis (patient_id)

CREATE INDEX ix_visit_diagnosis_visit_id ON visit_diagnosis (visit_id)

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
	room_was TEXT,
	undoes BLOB,
	CONSTRAINT pk_visit_state_change PRIMARY KEY (id),
	CONSTRAINT uq_visit_state_change_visit_id_number UNIQUE (visit_id, number),
	CONSTRAINT fk_visit_state_change_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_visit_state_change_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_visit_state_change_room_id FOREIGN KEY(room_id) REFERENCES room (id),
	CONSTRAINT fk_visit_state_change_undoes FOREIGN KEY(undoes) REFERENCES visit_state_change (id)
)
 STRICT

CREATE INDEX ix_visit_state_change_patient_id ON visit_state_change (patient_id)

CREATE INDEX ix_visit_state_change_room_id ON visit_state_change (room_id)

CREATE INDEX ix_visit_state_change_undoes ON visit_state_change (undoes)

CREATE INDEX ix_visit_state_change_visit_id ON visit_state_change (visit_id)

CREATE TABLE visit_story (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	complaint TEXT NOT NULL,
	illness TEXT NOT NULL,
	review_of_systems TEXT NOT NULL,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	CONSTRAINT pk_visit_story PRIMARY KEY (id),
	CONSTRAINT fk_visit_story_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_visit_story_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_visit_story_patient_id ON visit_story (patient_id)

CREATE INDEX ix_visit_story_visit_id ON visit_story (visit_id)

CREATE UNIQUE INDEX ux_visit_story_visit ON visit_story (visit_id)

CREATE TABLE vitals_set (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB NOT NULL,
	number INTEGER NOT NULL,
	taken_at INTEGER NOT NULL,
	taken_by BLOB NOT NULL,
	taken_by_name TEXT NOT NULL,
	note TEXT NOT NULL,
	repeat_due_at INTEGER,
	entered_in_error TEXT,
	CONSTRAINT pk_vitals_set PRIMARY KEY (id),
	CONSTRAINT uq_vitals_set_visit_id_number UNIQUE (visit_id, number),
	CONSTRAINT fk_vitals_set_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_vitals_set_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_vitals_set_patient_id ON vitals_set (patient_id)

CREATE INDEX ix_vitals_set_visit_id ON vitals_set (visit_id)

CREATE TABLE administration (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	order_id BLOB NOT NULL,
	immunization_id BLOB,
	outcome TEXT NOT NULL,
	reason TEXT NOT NULL,
	product TEXT NOT NULL,
	dose TEXT,
	dose_unit TEXT NOT NULL,
	site TEXT NOT NULL,
	route TEXT NOT NULL,
	lot TEXT NOT NULL,
	maker TEXT NOT NULL,
	ndc TEXT NOT NULL,
	expires TEXT,
	vis TEXT NOT NULL,
	funding TEXT NOT NULL,
	at INTEGER NOT NULL,
	watch_until INTEGER,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	corrects_id BLOB,
	correction_reason TEXT NOT NULL,
	CONSTRAINT pk_administration PRIMARY KEY (id),
	CONSTRAINT fk_administration_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_administration_order_id FOREIGN KEY(order_id) REFERENCES clinical_order (id),
	CONSTRAINT fk_administration_immunization_id FOREIGN KEY(immunization_id) REFERENCES immunization (id),
	CONSTRAINT fk_administration_corrects_id FOREIGN KEY(corrects_id) REFERENCES administration (id)
)
 STRICT

CREATE INDEX ix_administration_corrects_id ON administration (corrects_id)

CREATE INDEX ix_administration_immunization_id ON administration (immunization_id)

CREATE INDEX ix_administration_order_id ON administration (order_id)

CREATE INDEX ix_administration_patient_id ON administration (patient_id)

CREATE TABLE alert (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	visit_id BLOB NOT NULL,
	vitals_set_id BLOB,
	level TEXT NOT NULL,
	findings TEXT NOT NULL,
	words TEXT NOT NULL,
	raised_at INTEGER NOT NULL,
	raised_by BLOB NOT NULL,
	raised_by_name TEXT NOT NULL,
	to_account_id BLOB,
	acknowledged_at INTEGER,
	acknowledged_by BLOB,
	acknowledged_by_name TEXT NOT NULL,
	entered_in_error TEXT,
	CONSTRAINT pk_alert PRIMARY KEY (id),
	CONSTRAINT fk_alert_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_alert_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_alert_vitals_set_id FOREIGN KEY(vitals_set_id) REFERENCES vitals_set (id)
)
 STRICT

CREATE INDEX ix_alert_acknowledged_at ON alert (acknowledged_at)

CREATE INDEX ix_alert_patient_id ON alert (patient_id)

CREATE INDEX ix_alert_visit_id ON alert (visit_id)

CREATE INDEX ix_alert_vitals_set_id ON alert (vitals_set_id)

CREATE TABLE ledger_line (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	entry_id BLOB NOT NULL,
	number INTEGER NOT NULL,
	account TEXT NOT NULL,
	cents INTEGER NOT NULL,
	patient_id BLOB,
	visit_id BLOB,
	charge_id BLOB,
	coverage_id BLOB,
	provider_id BLOB,
	CONSTRAINT pk_ledger_line PRIMARY KEY (id),
	CONSTRAINT ck_ledger_line_not_zero CHECK (cents != 0),
	CONSTRAINT fk_ledger_line_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id),
	CONSTRAINT fk_ledger_line_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_ledger_line_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_ledger_line_charge_id FOREIGN KEY(charge_id) REFERENCES charge (id),
	CONSTRAINT fk_ledger_line_coverage_id FOREIGN KEY(coverage_id) REFERENCES coverage (id),
	CONSTRAINT fk_ledger_line_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT

CREATE INDEX ix_ledger_line_charge_id ON ledger_line (charge_id)

CREATE INDEX ix_ledger_line_entry_id ON ledger_line (entry_id)

CREATE INDEX ix_ledger_line_patient_id_account ON ledger_line (patient_id, account)

CREATE INDEX ix_ledger_line_visit_id ON ledger_line (visit_id)

CREATE TABLE note_addendum (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	note_id BLOB NOT NULL,
	text TEXT NOT NULL,
	reason TEXT NOT NULL,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_note_addendum PRIMARY KEY (id),
	CONSTRAINT fk_note_addendum_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_note_addendum_note_id FOREIGN KEY(note_id) REFERENCES note (id)
)
 STRICT

CREATE INDEX ix_note_addendum_note_id ON note_addendum (note_id)

CREATE INDEX ix_note_addendum_patient_id ON note_addendum (patient_id)

CREATE TABLE note_signature (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	note_id BLOB NOT NULL,
	role TEXT NOT NULL,
	text_number INTEGER NOT NULL,
	text_sha256 TEXT NOT NULL,
	level TEXT NOT NULL,
	diagnoses TEXT NOT NULL,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_note_signature PRIMARY KEY (id),
	CONSTRAINT fk_note_signature_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_note_signature_note_id FOREIGN KEY(note_id) REFERENCES note (id)
)
 STRICT

CREATE INDEX ix_note_signature_note_id ON note_signature (note_id)

CREATE INDEX ix_note_signature_patient_id ON note_signature (patient_id)

CREATE TABLE note_version (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	note_id BLOB NOT NULL,
	number INTEGER NOT NULL,
	text TEXT NOT NULL,
	at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	CONSTRAINT pk_note_version PRIMARY KEY (id),
	CONSTRAINT uq_note_version_note_id_number UNIQUE (note_id, number),
	CONSTRAINT fk_note_version_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_note_version_note_id FOREIGN KEY(note_id) REFERENCES note (id)
)
 STRICT

CREATE INDEX ix_note_version_note_id ON note_version (note_id)

CREATE INDEX ix_note_version_patient_id ON note_version (patient_id)

CREATE TABLE observation (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	parent_id BLOB,
	vitals_set_id BLOB,
	loinc TEXT NOT NULL,
	category TEXT NOT NULL,
	status TEXT NOT NULL,
	effective_at INTEGER,
	effective TEXT,
	effective_end TEXT,
	issued TEXT,
	value_kind TEXT NOT NULL,
	value TEXT,
	unit TEXT NOT NULL,
	comparator TEXT NOT NULL,
	entered_value TEXT NOT NULL,
	entered_unit TEXT NOT NULL,
	value_code TEXT,
	value_codings TEXT NOT NULL,
	value_text TEXT NOT NULL,
	value_details TEXT NOT NULL,
	absent_reason TEXT NOT NULL,
	interpretation TEXT NOT NULL,
	interpretations TEXT NOT NULL,
	reference_low TEXT,
	reference_high TEXT,
	reference_text TEXT NOT NULL,
	reference_ranges TEXT NOT NULL,
	method TEXT NOT NULL,
	body_site TEXT NOT NULL,
	details TEXT NOT NULL,
	performer TEXT NOT NULL,
	flag TEXT,
	entered_in_error TEXT,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_observation PRIMARY KEY (id),
	CONSTRAINT fk_observation_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_observation_parent_id FOREIGN KEY(parent_id) REFERENCES observation (id),
	CONSTRAINT fk_observation_vitals_set_id FOREIGN KEY(vitals_set_id) REFERENCES vitals_set (id),
	CONSTRAINT fk_observation_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_observation_loinc ON observation (loinc)

CREATE INDEX ix_observation_parent_id ON observation (parent_id)

CREATE INDEX ix_observation_patient_loinc_at ON observation (patient_id, loinc, effective_at)

CREATE INDEX ix_observation_visit_id ON observation (visit_id)

CREATE INDEX ix_observation_vitals_set_id ON observation (vitals_set_id)

CREATE TABLE order_result (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	order_id BLOB NOT NULL,
	observations TEXT NOT NULL,
	kit TEXT NOT NULL,
	kit_lot TEXT NOT NULL,
	kit_expires TEXT NOT NULL,
	control_valid INTEGER NOT NULL,
	started_at INTEGER,
	read_at INTEGER NOT NULL,
	"by" BLOB NOT NULL,
	by_name TEXT NOT NULL,
	corrects_id BLOB,
	correction_reason TEXT NOT NULL,
	CONSTRAINT pk_order_result PRIMARY KEY (id),
	CONSTRAINT fk_order_result_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_order_result_order_id FOREIGN KEY(order_id) REFERENCES clinical_order (id),
	CONSTRAINT fk_order_result_corrects_id FOREIGN KEY(corrects_id) REFERENCES order_result (id)
)
 STRICT

CREATE INDEX ix_order_result_corrects_id ON order_result (corrects_id)

CREATE INDEX ix_order_result_order_id ON order_result (order_id)

CREATE INDEX ix_order_result_patient_id ON order_result (patient_id)

CREATE TABLE prescription (
	id BLOB NOT NULL,
	version INTEGER NOT NULL,
	patient_id BLOB NOT NULL,
	medication_id BLOB,
	rxnorm TEXT NOT NULL,
	moieties TEXT NOT NULL,
	strength TEXT NOT NULL,
	sig TEXT NOT NULL,
	quantity TEXT NOT NULL,
	quantity_unit TEXT NOT NULL,
	refills INTEGER NOT NULL,
	days_supply INTEGER,
	substitution_allowed INTEGER NOT NULL,
	reason TEXT NOT NULL,
	pharmacy TEXT NOT NULL,
	state TEXT NOT NULL,
	findings TEXT NOT NULL,
	acknowledged_reason TEXT NOT NULL,
	clinician_id BLOB,
	signed_at INTEGER,
	signed_by BLOB,
	signed_by_name TEXT NOT NULL,
	sent_how TEXT,
	sent_to TEXT NOT NULL,
	sent_reference TEXT NOT NULL,
	sent_read_back INTEGER NOT NULL,
	sent_at INTEGER,
	sent_by_name TEXT NOT NULL,
	cancel_reason TEXT NOT NULL,
	visit_id BLOB,
	recorded_at INTEGER NOT NULL,
	recorded_by BLOB,
	recorded_by_name TEXT NOT NULL,
	private_from_guardian INTEGER NOT NULL,
	source TEXT NOT NULL,
	imported TEXT NOT NULL,
	text TEXT NOT NULL,
	code TEXT,
	codings TEXT NOT NULL,
	CONSTRAINT pk_prescription PRIMARY KEY (id),
	CONSTRAINT fk_prescription_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_prescription_medication_id FOREIGN KEY(medication_id) REFERENCES medication (id),
	CONSTRAINT fk_prescription_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

CREATE INDEX ix_prescription_medication_id ON prescription (medication_id)

CREATE INDEX ix_prescription_patient_id ON prescription (patient_id)

CREATE INDEX ix_prescription_state ON prescription (state)

CREATE INDEX ix_prescription_visit_id ON prescription (visit_id)

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END

CREATE TRIGGER audit_checkpoint_no_delete BEFORE DELETE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END

CREATE TRIGGER audit_key_no_update BEFORE UPDATE ON audit_key BEGIN SELECT RAISE(ABORT, 'audit_key is append-only'); END

CREATE TRIGGER audit_key_no_delete BEFORE DELETE ON audit_key BEGIN SELECT RAISE(ABORT, 'audit_key is append-only'); END

CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END

CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END

CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only'); END

CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only'); END

CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END

CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END

CREATE TRIGGER drawer_count_no_update BEFORE UPDATE ON drawer_count BEGIN SELECT RAISE(ABORT, 'drawer_count is append-only'); END

CREATE TRIGGER drawer_count_no_delete BEFORE DELETE ON drawer_count BEGIN SELECT RAISE(ABORT, 'drawer_count is append-only'); END

CREATE TRIGGER copay_decision_no_update BEFORE UPDATE ON copay_decision BEGIN SELECT RAISE(ABORT, 'copay_decision is append-only'); END

CREATE TRIGGER copay_decision_no_delete BEFORE DELETE ON copay_decision BEGIN SELECT RAISE(ABORT, 'copay_decision is append-only'); END

CREATE TRIGGER day_close_no_update BEFORE UPDATE ON day_close BEGIN SELECT RAISE(ABORT, 'day_close is append-only'); END

CREATE TRIGGER day_close_no_delete BEFORE DELETE ON day_close BEGIN SELECT RAISE(ABORT, 'day_close is append-only'); END

CREATE TRIGGER note_version_no_update BEFORE UPDATE ON note_version BEGIN SELECT RAISE(ABORT, 'note_version is append-only'); END

CREATE TRIGGER note_version_no_delete BEFORE DELETE ON note_version BEGIN SELECT RAISE(ABORT, 'note_version is append-only'); END

CREATE TRIGGER note_signature_no_update BEFORE UPDATE ON note_signature BEGIN SELECT RAISE(ABORT, 'note_signature is append-only'); END

CREATE TRIGGER note_signature_no_delete BEFORE DELETE ON note_signature BEGIN SELECT RAISE(ABORT, 'note_signature is append-only'); END

CREATE TRIGGER note_addendum_no_update BEFORE UPDATE ON note_addendum BEGIN SELECT RAISE(ABORT, 'note_addendum is append-only'); END

CREATE TRIGGER note_addendum_no_delete BEFORE DELETE ON note_addendum BEGIN SELECT RAISE(ABORT, 'note_addendum is append-only'); END

CREATE TRIGGER order_result_no_update BEFORE UPDATE ON order_result BEGIN SELECT RAISE(ABORT, 'order_result is append-only'); END

CREATE TRIGGER order_result_no_delete BEFORE DELETE ON order_result BEGIN SELECT RAISE(ABORT, 'order_result is append-only'); END

CREATE TRIGGER administration_no_update BEFORE UPDATE ON administration BEGIN SELECT RAISE(ABORT, 'administration is append-only'); END

CREATE TRIGGER administration_no_delete BEFORE DELETE ON administration BEGIN SELECT RAISE(ABORT, 'administration is append-only'); END

CREATE TRIGGER section_review_no_update BEFORE UPDATE ON section_review BEGIN SELECT RAISE(ABORT, 'section_review is append-only'); END

CREATE TRIGGER section_review_no_delete BEFORE DELETE ON section_review BEGIN SELECT RAISE(ABORT, 'section_review is append-only'); END

CREATE TRIGGER medication_review_no_update BEFORE UPDATE ON medication_review BEGIN SELECT RAISE(ABORT, 'medication_review is append-only'); END

CREATE TRIGGER medication_review_no_delete BEFORE DELETE ON medication_review BEGIN SELECT RAISE(ABORT, 'medication_review is append-only'); END

CREATE TRIGGER audit_in_sequence BEFORE INSERT ON audit WHEN NEW.sequence != coalesce((SELECT max(sequence) FROM audit), 0) + 1 BEGIN SELECT RAISE(ABORT, 'audit is in sequence'); END

CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_entry', content_rowid='number', prefix='2 3', tokenize='unicode61')

CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN INSERT INTO search_index(rowid, words) VALUES (NEW.number, NEW.words); END

CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.number, OLD.words); INSERT INTO search_index(rowid, words) VALUES (NEW.number, NEW.words); END
