-- The bytes that went out and came back, and the numbers that they carry.

create table apontad.message (
  id bigint generated always as identity primary key,
  account_id bigint not null references apontad.account,
  direction text not null check (direction in ('out', 'in')),
  kind text not null, -- B, DP, CP, AD, AC; confirmations, results, statuses, comarcas
  file_name text,
  day date not null,
  sequence integer check (sequence between 1 and 9),
  state text not null,
  sha256 apontad.sha256 not null,
  created_at timestamptz not null,
  sending_at timestamptz,
  answered_at timestamptz,
  attempts integer not null default 0,
  answer_code text,
  check (direction = 'in' or (file_name is not null and sequence is not null)),
  check (state in ('prepared', 'sending', 'in_doubt', 'answered', 'superseded') and direction = 'out'
    or state in ('stored', 'absorbed', 'unreadable') and direction = 'in')
);

-- A name is used once; a file that never left gives it back.
create unique index message_name on apontad.message (account_id, kind, day, sequence)
  where direction = 'out' and state <> 'superseded';
create unique index message_came_once on apontad.message (account_id, kind, day, sha256) where direction = 'in';
create index message_under_way on apontad.message (account_id) where state in ('prepared', 'sending', 'in_doubt');
create index message_to_absorb on apontad.message (account_id) where state = 'stored';

alter table apontad.instruction add foreign key (message_id) references apontad.message;
alter table apontad.event add foreign key (message_id) references apontad.message;

-- The bytes themselves, apart from the hot rows; only ever added to.
create table apontad.message_part (
  id bigint generated always as identity primary key,
  message_id bigint not null references apontad.message,
  part text not null check (part in ('document', 'signature', 'letter', 'answer')),
  stored_at timestamptz not null,
  sha256 apontad.sha256 not null,
  bytes bytea not null
);

alter table apontad.message_part alter column bytes set storage external;
create index message_part_of_message on apontad.message_part (message_id, id);

-- A lote is one comarca's part of a remessa; its sequence is per account and município, and never given twice.
create table apontad.lote (
  message_id bigint not null references apontad.message,
  account_id bigint not null references apontad.account,
  comarca_ibge apontad.ibge not null,
  sequence integer not null check (sequence between 1 and 999999),
  state text not null
    check (state in ('open', 'accepted', 'refused', 'moved', 'dropped')),
  answer_code text,
  primary key (message_id, comarca_ibge)
);

create unique index lote_sequence on apontad.lote (account_id, comarca_ibge, sequence)
  where state not in ('moved', 'dropped');

create table apontad.message_item (
  message_id bigint not null references apontad.message,
  instruction_id bigint not null references apontad.instruction,
  primary key (message_id, instruction_id)
);

-- What a counterparty told about a title, once.
create table apontad.told (
  id bigint generated always as identity primary key,
  message_id bigint not null references apontad.message,
  account_id bigint not null references apontad.account,
  instruction_id bigint references apontad.instruction,
  kind text not null check (kind in ('confirmation', 'result', 'status')),
  nosso_numero text not null,
  protocol text not null,
  occurrence text not null,
  status text not null,
  irregularities text not null,
  occurred_on date,
  balance_cents apontad.cents not null,
  notary_fee_cents apontad.cents not null,
  distribution_cents apontad.cents not null,
  recording_cents apontad.cents not null,
  other_cents apontad.cents not null,
  told_at timestamptz not null
);

create unique index told_once on apontad.told
  (account_id, kind, nosso_numero, protocol, occurrence, status, irregularities,
   coalesce(occurred_on, '-infinity'::date));

-- Which comarca takes the titles of a município, as the account's CRA says (Homologadas).
create table apontad.comarca (
  account_id bigint not null references apontad.account,
  ibge apontad.ibge not null,
  comarca_ibge apontad.ibge not null,
  name text not null,
  primary key (account_id, ibge)
);

-- A lane is the right to talk to a counterparty about one thing; one worker holds it at a time, by lease number.
create table apontad.lane (
  account_id bigint not null references apontad.account,
  name text not null check (name in ('requests', 'remessa', 'collect')),
  not_before timestamptz not null default '-infinity', -- business time: windows
  seen pg_snapshot,                                    -- what was not visible in it is looked at before not_before
  retry_at timestamptz,                                -- machine time: back-off
  failures integer not null default 0,
  lease_no bigint not null default 0,
  lease_holder text,
  lease_until timestamptz,                             -- machine time
  lease_pid integer,                                   -- the holder's connection: when it is gone, so is the lease
  lease_since timestamptz,
  polled_to date,                                      -- collect: days up to this one are complete
  primary key (account_id, name)
);
