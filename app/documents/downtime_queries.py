"""What stands in a downtime pack: the next days on which somebody comes, and who comes."""

from datetime import timedelta
from typing import cast

from app.core.acts import Permission, query
from app.core.ids import new_id
from app.documents import views
from app.documents.assembling import letterhead, wall
from app.documents.queries import face_view, schedule_paper
from app.people.model import Patient
from app.schedule.queries import day_schedule
from app.store.work import Reading

_LOOK_AHEAD_DAYS = 10


@query(Permission.BACK_UP)
def downtime_pack(reading: Reading, days: int = 2) -> views.DowntimePack:
    """Return the pack of the next days with appointments; each patient in it was seen, and is recorded so.

    Whoever is signed in when it is due makes it, without seeing it: it is encrypted with the password that
    the owner chose. So its face sheets have the lists of the chart whatever the person's role; what is
    private, and problems and medicines of a sensitive chart, stay off.
    """
    now = wall(reading, reading.now)
    minute = now.hour * 60 + now.minute
    schedules: list[views.ScheduleOfDay] = []
    patients: dict[object, Patient] = {}
    for ahead in range(_LOOK_AHEAD_DAYS + 1):
        day = reading.today + timedelta(days=ahead)
        entries = [one for column in day_schedule(reading, day).columns for one in column.entries]
        coming = ahead > 0 or any(one.start_minute >= minute for one in entries)
        if entries and coming and len(schedules) < days:
            schedules.append(cast(views.ScheduleOfDay, schedule_paper(reading, day).view))
            patients |= {one.patient_id: reading.get(Patient, one.patient_id) for one in entries}
    ordered = sorted(patients.values(), key=lambda one: (one.last_name, one.first_name, one.mrn))
    for patient in ordered:
        reading.saw(patient.id, paper="downtime_pack")
    return views.DowntimePack(
        document_id=new_id(),
        practice=letterhead(reading),
        made_at=now,
        days=tuple(schedules),
        faces=tuple(face_view(reading, one, clinical=not one.sensitive, private=False) for one in ordered),
    )
