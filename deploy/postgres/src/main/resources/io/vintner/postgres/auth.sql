-- The functions that policies of Supabase's projects call, as these projects have them, and the
-- rights that their roles and the gateway need. For tests and benchmarks: Vintner's own schema is
-- made by Flyway.
create schema auth;
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  )::uuid $$;
create function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
  )::text $$;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb $$;
grant usage on schema auth to anon, authenticated, service_role, vintner_gateway;
grant usage on schema public to anon, authenticated, service_role, vintner_gateway;
