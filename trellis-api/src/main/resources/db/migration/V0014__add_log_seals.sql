-- Whether a log is known to be whole. Its Tendril proves it at the end by its length and SHA-256.

alter table job_log_heads
  add column state text not null default 'OPEN'
    check (state in ('OPEN', 'SEALED', 'INCOMPLETE', 'DELETED')),
  -- Of all chunks of the attempt, in their order; set when it is sealed.
  add column sha256 bytea check (octet_length(sha256) = 32);

create index job_log_heads_open on job_log_heads (job_id) where state = 'OPEN';
create index job_log_heads_kept on job_log_heads (job_id) where state in ('SEALED', 'INCOMPLETE');
