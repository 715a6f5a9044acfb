-- What keeps a debt from leaving, who said so, and payments that came back.

-- Open while nobody has lifted it. `until` is the last day on which it holds; null: until somebody lifts it.
create table apontad.hold (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references apontad.invoice,
  kind text not null check (kind in ('dispute', 'court_order', 'recovery', 'overindebtedness', 'death', 'fraud',
    'approval', 'legal', 'agreement', 'payment_pending')),
  why text not null check (why <> ''), -- tax ids masked
  placed_by text not null check (placed_by <> ''),
  placed_at timestamptz not null,
  until date,
  lifted_by text,
  lifted_at timestamptz,
  check ((lifted_by is null) = (lifted_at is null))
);
create index hold_open on apontad.hold (invoice_id) where lifted_at is null;
create index hold_until on apontad.hold (until) where lifted_at is null and until is not null;

-- Four eyes: who asks may not approve.
create table apontad.approval (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references apontad.invoice,
  channel text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  approved_by text check (approved_by <> asked_by),
  approved_at timestamptz,
  check ((approved_by is null) = (approved_at is null))
);
create unique index approval_asked on apontad.approval (invoice_id, channel) where approved_at is null;

-- An agreement stands in place of the debt from its first instalment until it is broken.
create table apontad.agreement (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references apontad.invoice,
  external_id text not null,
  signed_on date not null,
  first_instalment_cents apontad.cents, -- null: not told
  first_cleared_at timestamptz,
  broken_at timestamptz,
  unique (invoice_id, external_id)
);

-- Bounced cheque, chargeback, Pix return: it counts no more.
alter table apontad.payment add column reversed_at timestamptz;
