-- no two live bookings of one resource overlap
select a.clinic_id, a.booking_id as subject, 'overlaps booking ' || b.booking_id as detail
from booking_resources a
join booking_resources b on b.clinic_id = a.clinic_id and b.resource_id = a.resource_id and b.lane = a.lane
  and b.during && a.during and b.booking_id > a.booking_id and b.live
where a.live
union all
-- Derived from the bookings themselves, so that a lost resource row does not hide an overlap.
select a.clinic_id, a.id, 'same doctor and time as booking ' || b.id
from bookings a
join bookings b on b.clinic_id = a.clinic_id and b.doctor_id = a.doctor_id and b.during && a.during and b.id > a.id
where booking_is_live(a.state)
  and booking_is_live(b.state)
  and not exists (
    select 1 from booking_resources x
    join booking_resources y on y.clinic_id = x.clinic_id and y.resource_id = x.resource_id and y.lane <> x.lane
    where x.clinic_id = a.clinic_id and x.booking_id = a.id and y.booking_id = b.id)
union all
select b.clinic_id, b.id, 'live, but does not occupy its doctor and time'
from bookings b
where booking_is_live(b.state)
  and not exists (
    select 1 from booking_resources r
    where r.clinic_id = b.clinic_id and r.booking_id = b.id and r.live and r.resource_id = b.doctor_id and r.during = b.during)
union all
select b.clinic_id, b.id, 'ended, but still occupies a resource'
from bookings b
join booking_resources r on r.clinic_id = b.clinic_id and r.booking_id = b.id and r.live
where booking_is_ended(b.state)
