-- Modules that lie elsewhere than in their vine's row: which kind of source a job's module has, so
-- that only a Tendril that knows it gets the job; which kinds a Tendril knows, as its last heartbeat
-- said, so that a job that waits can say why; and what exactly a plan was made from, where the
-- configuration does not say it: a branch moves.

alter table job_details
  add column module_source text not null default 'files';

alter table worker_liveness
  add column module_sources text[] not null default '{files}';

alter table plans
  add column module_version text check (char_length(module_version) between 1 and 200);
