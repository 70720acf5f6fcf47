-- What a user owns: vineyards (groups) and vines (one infrastructure configuration each).
-- Every published row carries its owner and a version; realtime clients merge by it.

create schema if not exists auth;

create table vineyards (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  name text not null check (char_length(name) between 1 and 100),
  description text check (char_length(description) <= 1000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint vineyards_name_taken unique (user_id, name)
);

-- The replica identity: an UPDATE or DELETE carries the key and the owner, and nothing wide.
create unique index vineyards_identity on vineyards (id, user_id);
alter table vineyards replica identity using index vineyards_identity;

create table vines (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  vineyard_id uuid not null,
  project_name text not null check (char_length(project_name) between 1 and 100),
  environment_stage text not null
    check (environment_stage in ('development', 'staging', 'production')),
  region text not null check (char_length(region) between 1 and 100),
  terraform_version text not null default '1.11.4',
  status text not null default 'DRAFT'
    check (status in ('DRAFT', 'PROVISIONING', 'ACTIVE', 'FAILED', 'DESTROYING', 'DESTROYED')),
  -- Set when a mutating job's Tendril was lost: what is real and what the state says may differ.
  reconcile boolean not null default false,
  -- Null when the operator's price list does not know.
  estimated_monthly_cost numeric(14, 2),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint vines_name_taken unique (vineyard_id, project_name, environment_stage, region)
);

create unique index vines_identity on vines (id, user_id);
alter table vines replica identity using index vines_identity;
create index vines_by_user on vines (user_id, vineyard_id);

alter table vines
  add constraint vines_in_own_vineyard foreign key (vineyard_id, user_id)
    references vineyards (id, user_id) on delete cascade;

-- Wide and private parts of a vine, outside the publication.
create table vine_modules (
  vine_id uuid primary key references vines (id) on delete cascade,
  -- {"files": {"main.tf": "…"}}; other kinds of source get keys of their own.
  source jsonb not null
);

create table vine_variables (
  vine_id uuid not null references vines (id) on delete cascade,
  kind text not null check (kind in ('terraform', 'environment')),
  name text not null check (char_length(name) between 1 and 200),
  value text not null,
  position int not null,
  primary key (vine_id, kind, name)
);
