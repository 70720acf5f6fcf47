-- Tokens with which a user's programs call the API; only their SHA-256 is kept.

create table api_tokens (
  id uuid primary key,
  user_id uuid not null,
  name text not null check (char_length(name) between 1 and 100),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  scopes text[] not null
    check (cardinality(scopes) > 0
      and scopes <@ array['read', 'write', 'state:read', 'state:write']),
  created_at timestamptz not null default now(),
  -- Null: valid until revoked.
  expires_at timestamptz,
  -- To the minute.
  last_used_at timestamptz,
  revoked_at timestamptz
);

create index api_tokens_by_user on api_tokens (user_id, created_at desc);

-- Who did what that matters for safety. Only added to.
create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- Whose thing it was.
  user_id uuid not null,
  -- user, token or tendril
  actor text not null,
  actor_id uuid not null,
  -- A word of a closed list in the code.
  action text not null,
  subject_id uuid not null,
  detail jsonb
);

create index audit_events_by_user on audit_events (user_id, id desc);
