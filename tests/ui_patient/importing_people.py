"""Made-up bundles for the window of an import: new, known, alike, changed, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.exchange.bundles import Json, concept, observation, of_type, patient

SUSAN: Json = {
    "id": "susan",
    "identifier": [{"system": "urn:oid:1.1", "value": "S-1"}],
    "name": [{"family": "Lee", "given": ["Susan", "M"]}],
    "birthDate": "1958-08-12",
    "telecom": [{"system": "phone", "use": "mobile", "value": "(937) 555-0119"}],
    "address": [{"line": ["18 Elm Street"], "city": "Dayton", "state": "OH", "postalCode": "45402"}],
}
OTHER_SUSAN: Json = SUSAN | {
    "id": "sue",
    "identifier": [{"system": "urn:oid:2.2", "value": "77"}],
    "telecom": [{"system": "phone", "use": "mobile", "value": "(937) 555-0188"}],
    "address": [{"line": ["212 Oak Street, Apt 3"], "city": "Dayton", "state": "OH", "postalCode": "45402"}],
}
OMAR: Json = {
    "id": "omar",
    "identifier": [{"system": "urn:oid:1.1", "value": "S-2"}],
    "name": [{"family": "Haddad", "given": ["Omar"]}],
    "gender": "male",
    "birthDate": "1984-03-09",
}


def of(person: Json, *resources: Json) -> Json:
    """A bundle of one patient."""
    subject = {"reference": f"urn:uuid:{person['id']}"}
    entries: list[Json] = [{"fullUrl": subject["reference"], "resource": patient(**person)}]
    entries += [
        {"fullUrl": f"urn:uuid:{person['id']}-{one['id']}", "resource": one | {"subject": subject}}
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def weight(kilograms: float) -> Json:
    number = [{"system": "urn:lab", "value": "W-1"}]
    value = {"value": kilograms, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    return observation(id="w", identifier=number, code=concept("29463-7", "Weight"), valueQuantity=value)


def written(folder: Path, name: str, content: Any) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def first_folder(folder: Path) -> Path:
    """Susan and Omar, both new."""
    vitals = [observation(id=f"o{number}", valueInteger=60 + number) for number in range(12)]
    written(
        folder, "lee-susan.json", of(SUSAN, weight(70), *vitals, of_type("Condition", "c", code=concept("1")))
    )
    written(folder, "haddad-omar.json", of(OMAR, of_type("Claim", "k1"), of_type("Goal", "g1")))
    return folder


def second_folder(folder: Path) -> Path:
    """Somebody like Susan, Susan with another weight, a broken file, one with a time that is none."""
    more = [observation(id=f"n{number}", valueInteger=number) for number in range(31)]
    written(folder, "riverside-export.json", of(OTHER_SUSAN, weight(71), *more))
    written(
        folder,
        "lee-susan-2026.json",
        of(SUSAN, weight(75), observation(id="fresh", effectiveDateTime="noon")),
    )
    written(folder, "broken.json", '{"resourceType": "Bundle", ')
    written(folder, "letter.txt", "Dear colleague")
    return folder
