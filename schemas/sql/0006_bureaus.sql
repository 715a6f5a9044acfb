-- The bureaus: listings beside protests, messages of one call, what comes in by webhook and by return file.

alter table apontad.account drop constraint account_channel_check;
alter table apontad.account add constraint account_channel_check check (channel in ('protest', 'serasa', 'spc'));

-- Two machines in one table of transitions; an event can only be a step of the machine of its escalation's channel.
alter table apontad.event drop constraint event_from_state_what_to_state_fkey;
alter table apontad.lifecycle add column machine text not null default 'protest' check (machine in ('protest', 'listing'));
alter table apontad.lifecycle alter column machine drop default;
alter table apontad.lifecycle drop constraint lifecycle_from_state_event_to_state_key;
alter table apontad.lifecycle drop constraint lifecycle_pkey;
alter table apontad.lifecycle add primary key (machine, from_state, event);
alter table apontad.lifecycle add unique (machine, from_state, event, to_state);

alter table apontad.escalation add column machine text not null
  generated always as (case channel when 'protest' then 'protest' else 'listing' end) stored;
alter table apontad.escalation add unique (id, machine);

alter table apontad.event add column machine text;
update apontad.event set machine = 'protest' where escalation_id is not null;
alter table apontad.event add check ((escalation_id is null) = (machine is null));
alter table apontad.event add foreign key (escalation_id, machine) references apontad.escalation (id, machine);
alter table apontad.event add foreign key (machine, from_state, what, to_state)
  references apontad.lifecycle (machine, from_state, event, to_state);

-- What a bureau gave, and from when the record is shown to others.
alter table apontad.escalation
  add column remote_key text, -- Serasa: cadusKey
  add column listed_on date,
  add column visible_on date; -- computed: no bureau says it
create index escalation_of_invoice on apontad.escalation (invoice_id);

alter table apontad.invoice_party add column born_on date;

alter table apontad.instruction drop constraint instruction_kind_check;
alter table apontad.instruction drop constraint instruction_outcome_check;
alter table apontad.instruction drop constraint instruction_check;
alter table apontad.instruction
  add constraint instruction_kind_check
    check (kind in ('include', 'withdraw', 'cancel', 'authorise_withdraw', 'authorise_cancel', 'remove')),
  add constraint instruction_outcome_check
    check (outcome in ('refused', 'paid_at_notary', 'withdrawn', 'protested', 'removed')),
  add column contract text,   -- the key at a bureau: the same text in and out
  add column cause text,      -- of a removal
  add column remote_id text,  -- Serasa: transactionId
  add column lane text check (lane in ('requests', 'remessa')),
  add column visible_at timestamptz,
  add constraint instruction_number_check
    check ((nosso_numero is not null) = (kind = 'include' and contract is null)),
  add constraint instruction_contract_check check (kind <> 'remove' or (contract is not null and cause is not null));
update apontad.instruction set lane = case kind when 'include' then 'remessa' else 'requests' end;
alter table apontad.instruction alter column lane set not null;
drop index apontad.instruction_waiting;
create index instruction_waiting on apontad.instruction (account_id, lane, kind, id)
  where state = 'prepared' and message_id is null;
create unique index instruction_remote_id on apontad.instruction (account_id, remote_id) where remote_id is not null;
create index instruction_of_contract on apontad.instruction (account_id, contract) where contract is not null;

-- A call carries one instruction and has no name; a remessa of a bureau has a number that never restarts.
alter table apontad.message drop constraint message_check;
alter table apontad.message drop constraint message_check1;
alter table apontad.message drop constraint message_sequence_check;
alter table apontad.message
  add constraint message_name_check check (direction = 'in' or (file_name is null) = (sequence is null)),
  add constraint message_sequence_check check (sequence between 1 and case kind when 'convem04' then 999999 else 9 end),
  add column lane text check (lane in ('requests', 'remessa')),
  add column answer_status integer, -- HTTP
  add column retry_at timestamptz,  -- machine time: one that is asked again waits by itself
  -- silent: it left, no answer came, and it is not sent again; what became of it is told later or asked by a person
  add constraint message_state_check check (
    state in ('prepared', 'sending', 'in_doubt', 'silent', 'answered', 'superseded') and direction = 'out'
    or state in ('stored', 'absorbed', 'unreadable') and direction = 'in');
update apontad.message set lane = case kind when 'B' then 'remessa' else 'requests' end where direction = 'out';
alter table apontad.message add check ((direction = 'out') = (lane is not null));
drop index apontad.message_under_way;
create index message_under_way on apontad.message (account_id, lane, id) where state in ('prepared', 'sending', 'in_doubt');
create unique index message_number on apontad.message (account_id, kind, sequence)
  where direction = 'out' and sequence is not null and kind = 'convem04' and state <> 'superseded';

-- Which record of a file is which instruction: a return file names remessa and sequence only.
alter table apontad.message_item add column record integer check (record >= 1);

-- How fast an account takes calls; kept where the lease is, so that only its holder changes it.
alter table apontad.lane
  add column width_milli integer not null default 2000 check (width_milli >= 1000),
  add column failures_milli integer not null default 0 check (failures_milli >= 0);

-- A removal's deadline warns before it runs out.
alter table apontad.deadline add column warn_on date, add column warned_at timestamptz;
create index deadline_to_warn on apontad.deadline (warn_on)
  where warned_at is null and met_at is null and missed_at is null and dropped_at is null;

-- What a bureau told about a record, once.
create table apontad.bureau_told (
  id bigint generated always as identity primary key,
  message_id bigint not null references apontad.message,
  account_id bigint not null references apontad.account,
  instruction_id bigint references apontad.instruction,
  word text not null,
  remote_id text not null,
  number integer not null,
  record integer not null,
  contract text not null,
  principal_taxid text not null,
  guarantor_taxid text not null,
  removal boolean not null,
  codes text not null,
  words text not null,
  told_at timestamptz not null
);

-- What has a name or a place in a remessa may come again in another message; what has neither is known by its message.
create unique index bureau_told_once on apontad.bureau_told
  (account_id, word, remote_id, number, record, contract, principal_taxid, guarantor_taxid, removal, codes,
   (case when remote_id = '' and number = 0 then message_id else 0 end),
   (case when remote_id = '' and number = 0 then words else '' end));

-- The lists that a bureau serves for an account: natures, motives, debtor types.
create table apontad.bureau_code (
  account_id bigint not null references apontad.account,
  list text not null check (list in ('natures', 'motives', 'debtor_types')),
  code text not null,
  name text not null,
  loaded_at timestamptz not null,
  primary key (account_id, list, code)
);
