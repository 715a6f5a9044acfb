-- Who owes what to whom, and what changes it.

create table apontad.creditor (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  taxid apontad.taxid not null
);

create table apontad.account (
  id bigint generated always as identity primary key,
  creditor_id bigint not null references apontad.creditor,
  code text not null unique,
  channel text not null check (channel in ('protest')),
  stopped_at timestamptz,
  stopped_why text,
  check ((stopped_at is null) = (stopped_why is null)),
  unique (creditor_id, channel)
);

create table apontad.person (
  id bigint generated always as identity primary key,
  creditor_id bigint not null references apontad.creditor,
  taxid apontad.taxid not null,
  unique (creditor_id, taxid)
);

create table apontad.invoice (
  id bigint generated always as identity primary key,
  creditor_id bigint not null references apontad.creditor,
  external_id text not null,
  ladder text not null,
  number text not null check (length(number) between 1 and 11),
  species text not null check (length(species) between 1 and 3),
  issued_on date not null,
  due_on date not null,
  amount_cents apontad.cents not null check (amount_cents > 0),
  balance_cents apontad.cents not null check (balance_cents between 1 and amount_cents),
  received_cents apontad.cents not null default 0, -- paid to the creditor, cleared or not
  cleared_cents apontad.cents not null default 0 check (cleared_cents <= received_cents),
  endorsement "char" not null,
  acceptance "char" not null,
  declaration "char" not null,
  document_sha256 apontad.sha256,
  settled_at timestamptz, -- nothing is owed any more, wherever it was paid
  look_on date,           -- when the ladder has to look at it; null when it need not
  recorded_at timestamptz not null,
  unique (creditor_id, external_id)
);

create index invoice_due_for_a_look on apontad.invoice (look_on) where look_on is not null;

-- The debtor is seq 1, co-debtors follow. Names and addresses are kept as they were told for this invoice.
create table apontad.invoice_party (
  invoice_id bigint not null references apontad.invoice,
  seq integer not null check (seq between 1 and 20),
  person_id bigint not null references apontad.person,
  name text not null,
  street text not null,
  district text not null,
  cep text not null,
  city text not null,
  uf text not null,
  ibge apontad.ibge not null,
  phone text not null,
  email text not null,
  primary key (invoice_id, seq),
  unique (invoice_id, person_id)
);

create table apontad.payment (
  id bigint generated always as identity primary key,
  creditor_id bigint not null references apontad.creditor,
  invoice_id bigint not null references apontad.invoice,
  external_id text not null,
  amount_cents apontad.cents not null check (amount_cents > 0),
  received_at timestamptz not null,
  cleared_at timestamptz check (cleared_at >= received_at),
  recorded_at timestamptz not null,
  unique (creditor_id, external_id)
);

create index payment_of_invoice on apontad.payment (invoice_id);
