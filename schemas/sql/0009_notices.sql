-- What debtors are told, how they can pay, and the proof of both.

-- The ways to pay that the platform told last, and what is owed besides the principal. What was told before a payment
-- may be too much by now: told_at is looked at.
create table apontad.invoice_pay (
  invoice_id bigint primary key references apontad.invoice,
  pix text not null default '',
  boleto_line text not null default '',
  pay_link text not null default '',
  interest_cents apontad.cents not null default 0,
  fine_cents apontad.cents not null default 0,
  told_at timestamptz not null
);

-- One row a person, step and occasion. prepared: it waits for its time; sending: its bytes are stored and it may be
-- leaving; sent: the server or the platform has taken it; in_doubt: it may have; dropped: it was not wanted any more.
create table apontad.notice (
  id bigint generated always as identity primary key,
  public_id text not null unique default 'ntc_' || replace(gen_random_uuid()::text, '-', ''),
  invoice_id bigint not null references apontad.invoice,
  person_id bigint not null references apontad.person,
  escalation_id bigint references apontad.escalation,
  step text not null,
  occasion bigint not null default 0, -- the instruction that an anuência goes with; 0: a step of the ladder
  kind text not null check (kind in ('aviso-negativacao', 'aviso-protesto', 'anuencia', 'anuencia-lembrete')),
  template text not null,
  template_sha256 apontad.sha256,     -- the version that was sent
  by_platform boolean not null,
  channel text check (channel in ('email', 'platform')),
  address_masked text,
  address_sha256 apontad.sha256,
  state text not null default 'prepared'
    check (state in ('prepared', 'sending', 'sent', 'in_doubt', 'delivered', 'failed', 'dropped')),
  not_before timestamptz not null,    -- business time
  tries integer not null default 0,
  repeats integer not null default 0,
  prepared_at timestamptz not null,
  sending_at timestamptz,
  sent_at timestamptz,
  in_doubt_at timestamptz,
  delivered_at timestamptz,
  failed_at timestamptz,
  dropped_at timestamptz,
  words text not null default '',     -- what the server said, or why it failed or was dropped
  unique (invoice_id, person_id, step, occasion),
  check ((kind in ('anuencia', 'anuencia-lembrete')) = (escalation_id is not null)),
  check (state not in ('sent', 'delivered') or (channel is not null and template_sha256 is not null))
);
create index notice_waiting on apontad.notice (not_before, id) where state in ('prepared', 'sending', 'in_doubt');

-- The bytes that went out, what was answered, and the receipts; only ever added to.
create table apontad.notice_part (
  id bigint generated always as identity primary key,
  notice_id bigint not null references apontad.notice,
  part text not null check (part in ('message', 'signature', 'answer', 'receipt')),
  stored_at timestamptz not null,
  sha256 apontad.sha256 not null,
  bytes bytea not null
);
alter table apontad.notice_part alter column bytes set storage external;
create index notice_part_of_notice on apontad.notice_part (notice_id, id);

-- Whose letter a letter is, where a message carries several.
alter table apontad.message_part add column instruction_id bigint references apontad.instruction;
create index message_part_of_instruction on apontad.message_part (instruction_id) where instruction_id is not null;
