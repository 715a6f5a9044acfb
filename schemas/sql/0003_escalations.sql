-- One invoice, one person, one channel: where it stands, what is asked, why, by when.

create table apontad.escalation (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references apontad.invoice,
  person_id bigint not null references apontad.person,
  account_id bigint not null references apontad.account,
  channel text not null,
  step text not null, -- of the ladder
  state text not null references apontad.lifecycle_state,
  event_seq integer not null,
  comarca_ibge apontad.ibge,
  notary text,
  protocol text,
  protocol_on date,
  timer_event text,
  due_at timestamptz,
  opened_at timestamptz not null,
  check ((timer_event is null) = (due_at is null)),
  unique (invoice_id, person_id, channel)
);

create index escalation_due on apontad.escalation (due_at) where due_at is not null;
create index escalation_checking on apontad.escalation (id) where state = 'CHECKING';
create index escalation_of_account on apontad.escalation (account_id, state);

-- What was decided and why; every reason, with the values that were used.
create table apontad.decision (
  id bigint generated always as identity primary key,
  escalation_id bigint not null references apontad.escalation,
  decided_at timestamptz not null,
  outcome text not null,
  rule_book text not null,
  reasons jsonb not null,
  facts jsonb not null
);

create index decision_of_escalation on apontad.decision (escalation_id);

-- One thing asked of a channel. `turn` counts the askings of one kind for one escalation; the identity is for ever.
create table apontad.instruction (
  id bigint generated always as identity primary key,
  escalation_id bigint not null references apontad.escalation,
  account_id bigint not null references apontad.account,
  kind text not null
    check (kind in ('include', 'withdraw', 'cancel', 'authorise_withdraw', 'authorise_cancel')),
  turn integer not null check (turn >= 1),
  state text not null
    check (state in ('prepared', 'sent', 'in_doubt', 'accepted', 'rejected', 'superseded')),
  decision_id bigint references apontad.decision, -- by what right it may leave
  nosso_numero text,
  amount_cents apontad.cents not null,
  comarca_ibge apontad.ibge,
  message_id bigint, -- the file it is in now
  asked_at timestamptz not null,
  asked_in xid8 not null default pg_current_xact_id(), -- for lane.seen: ids are given in order, commits come in any
  sent_at timestamptz,
  answered_at timestamptz,
  answer_code text,
  answer_words text,
  confirmed_at timestamptz, -- include: the notary's protocol is known
  outcome text check (outcome in ('refused', 'paid_at_notary', 'withdrawn', 'protested')),
  cancelled_at timestamptz,
  unique (escalation_id, kind, turn),
  unique (account_id, nosso_numero),
  check ((kind = 'include') = (nosso_numero is not null)),
  check (kind <> 'include' or decision_id is not null),
  check (kind = 'include' or (outcome is null and confirmed_at is null and cancelled_at is null))
);

-- At most one living include: the debt is never presented twice.
create unique index instruction_one_include on apontad.instruction (escalation_id)
  where kind = 'include' and state <> 'superseded' and state <> 'rejected' and outcome is null;
create index instruction_waiting on apontad.instruction (account_id, kind, id)
  where state = 'prepared' and message_id is null;
create index instruction_asked on apontad.instruction (account_id, asked_in)
  where state = 'prepared' and message_id is null;
create index instruction_of_message on apontad.instruction (message_id) where message_id is not null;

-- Why an escalation must go, from the cause to the proof.
create table apontad.removal (
  id bigint generated always as identity primary key,
  escalation_id bigint not null references apontad.escalation,
  cause text not null,
  arisen_at timestamptz not null,
  asked_at timestamptz, -- the counterparty has taken the request
  done_at timestamptz,  -- the counterparty has done it, or, for an authorisation, holds it
  moot_at timestamptz   -- there was nothing left to remove
);

create unique index removal_one_open on apontad.removal (escalation_id) where done_at is null and moot_at is null;

-- Legal and policy clocks with the rule that made them.
create table apontad.deadline (
  id bigint generated always as identity primary key,
  escalation_id bigint not null references apontad.escalation,
  removal_id bigint references apontad.removal,
  name text not null check (name in ('protocol', 'removal')),
  rule text not null,
  due_on date not null,
  opened_at timestamptz not null,
  met_at timestamptz,
  missed_at timestamptz,
  dropped_at timestamptz -- it stopped mattering before it ran out
);

create index deadline_running on apontad.deadline (due_on)
  where met_at is null and missed_at is null and dropped_at is null;
create index deadline_of_escalation on apontad.deadline (escalation_id);

-- Everything that happened. A row with from_state is a step of the lifecycle, and the foreign key allows no other.
create table apontad.event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  what text not null,
  escalation_id bigint references apontad.escalation,
  escalation_seq integer,
  from_state text,
  to_state text,
  effect text,
  rule text,
  invoice_id bigint references apontad.invoice,
  instruction_id bigint references apontad.instruction,
  message_id bigint,
  detail text not null default '',
  unique (escalation_id, escalation_seq, to_state),
  foreign key (from_state, what, to_state) references apontad.lifecycle (from_state, event, to_state)
);

create index event_of_invoice on apontad.event (invoice_id, id);

-- The state on the escalation is the one of its last event, and of no other.
alter table apontad.escalation
  add foreign key (id, event_seq, state) references apontad.event (escalation_id, escalation_seq, to_state)
  deferrable initially deferred;
