-- Four eyes: why a second person is asked, for which amount, who asked, and what was said; and what the platform says
-- about a debt beside its data.

-- Who asked for the debt to be taken further: a person or system at the platform, or who corrected it by hand.
alter table apontad.invoice add column requested_by text check (requested_by <> '');

-- When the list came, for decisions that looked at it; it is loaded whole.
alter table apontad.comarca add column loaded_at timestamptz not null default apontad.now();

-- Words of src/domain/mark.def.
alter table apontad.invoice add column marks text not null default '';

-- The plan stands in place of the debt; recovery that was only opened does not.
alter table apontad.hold drop constraint hold_kind_check;
alter table apontad.hold add constraint hold_kind_check check (kind in ('dispute', 'court_order', 'recovery',
  'overindebtedness', 'death', 'fraud', 'approval', 'legal', 'agreement', 'payment_pending', 'approved_plan'));

-- A person's other titles at the notaries.
create index escalation_of_person on apontad.escalation (person_id) where channel = 'protest';

alter table apontad.approval
  add column why text, -- "amount, first"
  add column amount_cents apontad.cents,
  add column refused_by text,
  add column refused_at timestamptz,
  add column refused_why text check (refused_why <> ''), -- tax ids masked
  add column dropped_at timestamptz; -- it does not count: other data, another amount, or nobody is asked any more
update apontad.approval a set why = 'amount',
  amount_cents = (select i.balance_cents from apontad.invoice i where i.id = a.invoice_id);
alter table apontad.approval
  alter column why set not null,
  alter column amount_cents set not null,
  add constraint approval_why_check check (why <> ''),
  add constraint approval_refused_check
    check ((refused_by is null) = (refused_at is null) and (refused_by is null) = (refused_why is null)),
  add constraint approval_said_check check (approved_at is null or refused_at is null),
  -- One person under two spellings is one person: apart from blanks and capitals. The program compares the letters that
  -- the server's locale may not know.
  add constraint approval_other_person_check check (
    lower(btrim(regexp_replace(approved_by, '[[:space:]]+', ' ', 'g'))) <> lower(btrim(regexp_replace(asked_by, '[[:space:]]+', ' ', 'g'))));

drop index apontad.approval_asked;
create unique index approval_asked on apontad.approval (invoice_id, channel)
  where approved_at is null and refused_at is null and dropped_at is null;
create index approval_given on apontad.approval (invoice_id, channel) where approved_at is not null and dropped_at is null;

-- How many inclusions of an account have passed today.
create index instruction_included on apontad.instruction (account_id, asked_at) where kind = 'include';
