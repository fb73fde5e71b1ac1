"""Identifiers of the smaller code systems, as FHIR names them; the large ones stand in `app.core.coding`."""

from __future__ import annotations

PLACE_OF_SERVICE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
LANGUAGE = "urn:ietf:bcp:47"
RACE_ETHNICITY = "urn:oid:2.16.840.1.113883.6.238"
NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
STATE = "https://www.usps.com/"
RELATIONSHIP_X12 = "urn:x12:1069"
RELATIONSHIP_HL7 = "http://terminology.hl7.org/CodeSystem/v2-0063"
CLAIM_FILING = "urn:x12:1032"
ADJUSTMENT_GROUP = "urn:x12:1033"
ADJUSTMENT_REASON = "https://x12.org/codes/claim-adjustment-reason-codes"
REMITTANCE_REMARK = "https://x12.org/codes/remittance-advice-remark-codes"
PROVIDER_TAXONOMY = "http://nucc.org/provider-taxonomy"
GTIN = "https://www.gs1.org/gtin"
