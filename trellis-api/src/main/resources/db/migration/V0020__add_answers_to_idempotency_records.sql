-- A key may stand for any call of a caller, not only for a job: then its answer is kept, sealed.
alter table idempotency_records
  alter column job_id drop not null,
  add column key_id text,
  add column content bytea,
  add constraint idempotency_records_answer check (job_id is not null or content is not null);

-- One caller's keys are one set from now on; nodes of the version before look for them as ever.
-- An older record has no answer: its key is refused, not forgotten.
insert into idempotency_records (scope, key, job_id, created_at)
select 'user ' || substr(scope, 5), key, job_id, created_at
from idempotency_records where scope like 'job %'
on conflict do nothing;
