-- Ground: the one clock, money, and the lifecycle that a foreign key enforces.

create schema apontad;

-- One row. A sandbox's clock stands still and is moved by hand; elsewhere it is the database's own.
create table apontad.setting (
  one boolean primary key default true check (one),
  sandbox boolean not null,
  standing_at timestamptz,
  timezone text not null default 'America/Sao_Paulo',
  check (sandbox = (standing_at is not null))
);

create function apontad.now() returns timestamptz
  language sql stable parallel safe
  return coalesce((select standing_at from apontad.setting), pg_catalog.now());

comment on function apontad.now() is 'The one clock. Leases and back-off, which are about machines, use clock_timestamp().';

-- Legal days are days of the place, instants are stored in UTC.
create function apontad.local_day(at timestamptz) returns date
  language sql stable parallel safe
  return (at at time zone (select timezone from apontad.setting))::date;

create function apontad.today() returns date
  language sql stable parallel safe
  return apontad.local_day(apontad.now());

create function apontad.at_local(day date, minute integer) returns timestamptz
  language sql stable parallel safe
  return (day + make_interval(mins => minute)) at time zone (select timezone from apontad.setting);

create domain apontad.cents as bigint check (value >= 0);
create domain apontad.taxid as text check (value ~ '^([0-9]{11}|[0-9A-Z]{12}[0-9]{2})$');
create domain apontad.ibge as text check (value ~ '^[0-9]{7}$');
create domain apontad.sha256 as bytea check (octet_length(value) = 32);

-- Filled from the program's own table by `apontactl migrate`; event refers to it, so that no other transition can be
-- stored.
create table apontad.lifecycle_state (
  name text primary key,
  phase text not null check (phase in ('ours', 'sent', 'ended')),
  meaning text not null
);

create table apontad.lifecycle (
  from_state text not null references apontad.lifecycle_state,
  event text not null,
  to_state text not null references apontad.lifecycle_state,
  effect text not null,
  rule text not null,
  primary key (from_state, event),
  unique (from_state, event, to_state)
);
