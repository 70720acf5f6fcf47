-- What every change of a row brings with it, whoever makes it.

create or replace function raise_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end
$$;

create or replace trigger vineyards_version before update on vineyards
  for each row execute function raise_version();
create or replace trigger vines_version before update on vines
  for each row execute function raise_version();
create or replace trigger provision_jobs_version before update on provision_jobs
  for each row execute function raise_version();
create or replace trigger workers_version before update on workers
  for each row execute function raise_version();

-- A vine that Terraform is changing cannot be deleted, not by its vineyard's deletion either.
create or replace function refuse_to_delete_a_busy_vine() returns trigger language plpgsql as $$
begin
  raise exception 'vine is %', old.status using errcode = 'VN001';
end
$$;

create or replace trigger vines_busy before delete on vines
  for each row when (old.status in ('PROVISIONING', 'DESTROYING'))
  execute function refuse_to_delete_a_busy_vine();

-- Nor can one whose state somebody is changing; a lock that only waits for its owner hinders nothing.
create or replace function refuse_to_delete_a_locked_vine() returns trigger language plpgsql as $$
begin
  if exists (select from tf_locks where vine_id = old.id and not quarantined) then
    raise exception 'vine is locked' using errcode = 'VN001';
  end if;
  return old;
end
$$;

create or replace trigger vines_locked before delete on vines
  for each row execute function refuse_to_delete_a_locked_vine();

-- The doorbell of waiting claims: it says that looking may be worth it, never what is there.
create or replace function ring_job_doorbell() returns trigger language plpgsql as $$
begin
  perform pg_notify('vintner_jobs', '');
  return null;
end
$$;

create or replace trigger provision_jobs_queued after insert on provision_jobs
  for each row when (new.status = 'QUEUED') execute function ring_job_doorbell();
-- An ended job may free its vine for the next one.
create or replace trigger provision_jobs_moved after update of status on provision_jobs
  for each row when (new.status not in ('CLAIMED', 'PROCESSING'))
  execute function ring_job_doorbell();
-- So does a lock that was released.
create or replace trigger tf_locks_released after delete on tf_locks
  for each row execute function ring_job_doorbell();
