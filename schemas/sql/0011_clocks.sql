-- Every clock with its rule and its alarms, the states in between, and what counterparties cost.

-- Filled from the program's own table by `apontactl migrate`; a deadline refers to it, so that no other can be kept.
create table apontad.deadline_rule (
  name text primary key,
  kind text not null check (kind in ('duty', 'timer', 'forecast')),
  counted text not null check (counted in ('strict', 'bank', 'days', 'months', 'given')),
  days integer not null,
  alarms integer[] not null, -- in its own days after the start; negative: calendar days before the end
  starts text not null,
  rule text not null,
  todo text not null,
  missed text not null
);
insert into apontad.deadline_rule values
  ('protocol', 'duty', 'bank', 2, '{}', '', '', '', ''), ('removal', 'duty', 'strict', 5, '{}', '', '', '', '');

alter table apontad.deadline drop constraint deadline_name_check;
alter table apontad.deadline
  add foreign key (name) references apontad.deadline_rule,
  add column alarms date[] not null default '{}', -- the days on which a person is told; warn_on is the next of them
  add column alarms_told integer not null default 0,
  add column told_on date,         -- the day that the counterparty named; it wins
  add column done_at timestamptz,  -- done or moot after it was missed
  add check (done_at is null or missed_at is not null);
drop index apontad.deadline_to_warn;
update apontad.deadline set alarms = array[warn_on] where warn_on is not null;
update apontad.deadline set alarms_told = 1, warn_on = null where warned_at is not null;
create index deadline_to_warn on apontad.deadline (warn_on)
  where warn_on is not null and met_at is null and missed_at is null and dropped_at is null;

-- An alarm is about one deadline, and goes with it.
alter table apontad.finding add column deadline_id bigint references apontad.deadline;
create index finding_of_deadline on apontad.finding (deadline_id) where deadline_id is not null and closed_at is null;

-- late: its day is over and it is not done; missed: done, or moot, after its day.
create view apontad.deadlines as
  select d.id, d.escalation_id, c.code as creditor, i.external_id as invoice, e.channel, e.state, d.name, r.kind,
    d.rule, d.opened_at, d.due_on, d.told_on, coalesce(d.told_on, d.due_on) as ends_on,
    coalesce(d.told_on, d.due_on) - apontad.today() as days_left, d.warn_on, d.alarms_told,
    cardinality(d.alarms) as alarms,
    case
      when d.dropped_at is not null then 'dropped'
      when d.met_at is not null then 'met'
      when d.done_at is not null then 'missed'
      when r.kind = 'forecast' then
        case when coalesce(d.told_on, d.due_on) > apontad.today() then 'due' else 'at_risk' end
      when d.missed_at is not null or d.due_on < apontad.today() then 'late'
      when d.alarms_told > 0 or d.warn_on <= apontad.today() or d.due_on = apontad.today() then 'at_risk'
      else 'due'
    end as standing,
    coalesce(d.done_at, d.missed_at, d.met_at, d.dropped_at) as ended_at,
    case when d.alarms_told > 0 then r.todo when d.missed_at is not null then r.missed else '' end as todo
  from apontad.deadline d join apontad.deadline_rule r on r.name = d.name
  join apontad.escalation e on e.id = d.escalation_id join apontad.invoice i on i.id = e.invoice_id
  join apontad.creditor c on c.id = i.creditor_id;

-- Who advances the notary's fees: Provimento CNJ 86/2019.
alter table apontad.escalation add column fee_mode text check (fee_mode in ('postponed', 'deposit'));

-- Custas and expenses that a counterparty told of a title; who owes them follows from how it ends.
create table apontad.expense (
  id bigint generated always as identity primary key,
  escalation_id bigint not null references apontad.escalation,
  instruction_id bigint not null references apontad.instruction, -- the presentation
  message_id bigint not null references apontad.message,
  field integer not null,
  kind text not null check (kind in ('notary', 'distribution', 'recording', 'other')),
  cents apontad.cents not null check (cents > 0),
  told_on date not null,
  told_at timestamptz not null,
  owed_by text check (owed_by in ('debtor', 'presenter', 'creditor')) -- null: not known yet
);
create index expense_of_escalation on apontad.expense (escalation_id);
create index expense_of_instruction on apontad.expense (instruction_id);
