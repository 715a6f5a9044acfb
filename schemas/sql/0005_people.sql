-- What comes in through the drop folder, what waits for a person, and how the workers are.

create table apontad.intake_file (
  id bigint generated always as identity primary key,
  name text not null,
  sha256 apontad.sha256 not null unique,
  taken_at timestamptz not null,
  rows_taken integer not null,
  rows_repeated integer not null,
  rows_rejected integer not null
);

create table apontad.rejected_row (
  intake_file_id bigint not null references apontad.intake_file,
  line integer not null,
  field text not null,
  rule text not null,
  words text not null,
  raw bytea not null,
  primary key (intake_file_id, line)
);

create table apontad.finding (
  id bigint generated always as identity primary key,
  found_at timestamptz not null,
  kind text not null,
  escalation_id bigint references apontad.escalation,
  message_id bigint references apontad.message,
  account_id bigint references apontad.account,
  words text not null,
  closed_at timestamptz,
  closed_by text
);

create index finding_open on apontad.finding (id) where closed_at is null;

-- One row a worker. `idle_round` and `idle_at` say up to which work and which time it found nothing due.
create table apontad.worker (
  node text not null,
  slot integer not null,
  pid integer not null,
  beat_at timestamptz not null,
  idle_work bigint not null default -1,
  idle_at timestamptz,
  primary key (node, slot)
);

-- Counts rounds that did work; an unchanged value means that nobody did any since. Its first value is called here: of a
-- new sequence the first call leaves last_value as it was, and the first work would not show.
create sequence apontad.work_done minvalue 0;
select setval('apontad.work_done', 0);
