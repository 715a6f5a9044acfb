-- What must not be so while everything is at rest, who has to look at what was found, and the nights that looked.

-- Whose a finding is: the machine's operator, the creditor who knows the debt, who knows the law, who answers for both.
-- Every kind that the sources use is named here (tests/arch/finding_owners.sh).
create function apontad.finding_owner(kind text) returns text
  language sql immutable parallel safe
  return case
    when kind in ('COURT_STAY', 'STAY_MADE_FINAL', 'STAY_REVOKED', 'PROTEST_DRAWN', 'CAUSE_AROSE', 'ERROR_FOUND',
      'court_stay', 'stay_revoked', 'disputed', 'death', 'overindebted', 'plan_approved', 'agreed', 'reversed',
      'beyond_five_years') then 'legal'
    when kind in ('HELD_BY_RULE', 'REFUSED_BY_RULE', 'IRREGULAR', 'REFUSED_BY_CRA', 'REFUSED_BY_BUREAU',
      'REMOVED_BY_BUREAU', 'NOTICE_RETURNED', 'BALANCE_CHANGED', 'NEGOTIATION_ENDED', 'cannot_be_written',
      'closed_with_balance', 'withdrawn_with_balance', 'five_years', 'paid_at_notary', 'payments_differ',
      'notice_text_invalid', 'notice_no_way', 'notice_failed') then 'creditor'
    when kind in ('deadline_missed', 'deadline_near', 'notice_term_unknown', 'notice_window_differs', 'paid_and_standing',
      'agreed_and_standing', 'left_without_decision', 'presented_twice', 'removal_late') then 'compliance'
    when kind in ('ANSWER_OVERDUE', 'CANCELLATION_REFUSED', 'COMMAND_REFUSED', 'account_missing', 'account_stopped',
      'certificate_ends', 'configuration', 'contradiction', 'flagged', 'gone_there', 'held_and_leaving', 'in_doubt',
      'mail_refused', 'nobody_looks', 'not_leaving', 'not_there', 'notary_silent', 'notice_in_doubt', 'silence',
      'standing_there', 'unknown_code', 'unknown_record', 'unknown_title', 'unreadable') then 'operations'
    else 'operations'
  end;

alter table apontad.finding add column owner text not null
  generated always as (apontad.finding_owner(kind)) stored
  check (owner in ('operations', 'creditor', 'legal', 'compliance'));

-- One row a night.
create table apontad.reconciliation (
  day date primary key,
  at timestamptz not null,
  looked_at bigint not null check (looked_at >= 0),  -- escalations that had not ended
  differences bigint not null check (differences >= 0),
  mended bigint not null check (mended between 0 and differences)
);

-- What is in a counterparty's hands, and neither asked back nor stopped by a judge.
create view apontad.standing as
  select e.*, i.due_on, i.balance_cents, i.received_cents, i.cleared_cents, i.settled_at,
    exists (select from apontad.removal r
      where r.escalation_id = e.id and r.done_at is null and r.moot_at is null) as removing
  from apontad.escalation e join apontad.invoice i on i.id = e.invoice_id
  where e.state in ('READY', 'SENT', 'NEGOTIATING', 'PROTOCOLLED', 'NOTIFYING', 'NOTIFIED', 'PROTESTED',
    'NEGOTIATING_AFTER', 'NOTICE_PENDING', 'NOTICE_FAILED', 'ACTIVE');

-- The presentation that counts: the last one of an escalation that has left.
create view apontad.presentation as
  select distinct on (n.escalation_id) n.*
  from apontad.instruction n
  where n.kind = 'include' and n.state in ('sent', 'in_doubt', 'accepted', 'rejected')
  order by n.escalation_id, n.turn desc;

-- Each row is wrong. `promise`: one that was given is broken. `cause`: what takes it back without asking anybody.
create view apontad.difference as
  select 'paid_and_standing' as kind, true as promise, 'paid' as cause, s.id as escalation_id,
    'paid, and neither removed nor under removal' as words
  from apontad.standing s
  where (s.cleared_cents >= s.balance_cents or s.settled_at is not null) and not s.removing
  union all
  select 'agreed_and_standing', true, 'agreed_and_paid', s.id,
    'the first instalment of its agreement has cleared, and it is neither removed nor under removal'
  from apontad.standing s
  where not s.removing and exists (select from apontad.agreement a
    where a.invoice_id = s.invoice_id and a.first_cleared_at is not null and a.broken_at is null)
  union all
  select 'beyond_five_years', true, 'five_years', s.id,
    'the five years from its due date (' || s.due_on || ') are over'
  from apontad.standing s
  where s.machine = 'listing' and s.state <> 'READY' and not s.removing
    and s.due_on + interval '5 years' <= apontad.today()
  union all
  select 'left_without_decision', true, null, n.escalation_id, 'presented without a decision that let it pass'
  from apontad.instruction n left join apontad.decision d on d.id = n.decision_id
  where n.kind = 'include' and n.sent_at is not null and d.outcome is distinct from 'PASSED'
  union all
  select 'presented_twice', true, null, n.escalation_id, 'presented twice at a time'
  from apontad.instruction n
  where n.kind = 'include' and n.state in ('sent', 'in_doubt', 'accepted') and n.outcome is null
  group by n.escalation_id having count(*) > 1
  union all
  select 'removal_late', true, null, d.escalation_id,
    'the removal missed its day, ' || d.due_on || ' (' || d.rule || ')'
  from apontad.deadline d
  where d.name in ('withdrawal', 'cancellation', 'removal', 'correction') and d.missed_at is not null
  union all
  select 'payments_differ', false, null, s.id,
    'the payments on record are ' || coalesce(p.received, 0) || ' cents, ' || coalesce(p.cleared, 0) ||
    ' of them cleared; the invoice counts ' || s.received_cents || ' and ' || s.cleared_cents
  from apontad.standing s
  left join lateral (select sum(amount_cents) as received,
      sum(amount_cents) filter (where cleared_at is not null) as cleared
    from apontad.payment where invoice_id = s.invoice_id and reversed_at is null) p on true
  where (coalesce(p.received, 0), coalesce(p.cleared, 0)) is distinct from (s.received_cents, s.cleared_cents)
  union all
  select 'held_and_leaving', false, null, s.id, 'a hold is open, and it is about to leave'
  from apontad.standing s
  where s.state = 'READY' and exists (select from apontad.hold h
    where h.invoice_id = s.invoice_id and h.lifted_at is null)
  union all
  select 'gone_there', false, null, s.id,
    'the counterparty said ' || case when p.cancelled_at is not null then 'cancelled' else p.outcome end ||
    ', and the case is ' || s.state || ' here: ask it'
  from apontad.standing s join apontad.presentation p on p.escalation_id = s.id
  where s.state not in ('READY', 'SENT')
    and (p.cancelled_at is not null or p.outcome in ('paid_at_notary', 'withdrawn', 'removed')
      or (p.outcome = 'refused' and p.confirmed_at is null))
  union all
  select 'standing_there', false, null, e.id,
    'the case is ' || e.state || ' here, and the counterparty never said that it is gone there: ask it'
  from apontad.escalation e join apontad.presentation p on p.escalation_id = e.id
  where e.state in ('RECALLED', 'REMOVED', 'WITHDRAWN', 'CANCELLED', 'CLOSED', 'CLOSED_PAID') and p.state <> 'rejected'
    and (p.outcome is null or (p.outcome = 'protested' and p.cancelled_at is null))
    and not exists (select from apontad.event v where v.escalation_id = e.id and v.to_state = 'STAY_FINAL')
  union all
  select 'notary_silent', false, null, s.id,
    'the protocol is of ' || s.protocol_on || ', and the notary has not said what became of it: ask the CRA'
  from apontad.standing s
  where s.state in ('PROTOCOLLED', 'NOTIFYING', 'NOTIFIED') and s.protocol_on + 45 < apontad.today()
  union all
  select 'not_leaving', false, null, s.id,
    'it may leave since ' || apontad.local_day(n.asked_at) || ', and has not: is the account stopped or not configured?'
  from apontad.standing s join apontad.instruction n on n.escalation_id = s.id
  where s.state = 'READY' and n.kind = 'include' and n.state = 'prepared'
    and n.asked_at < apontad.now() - interval '7 days'
  union all
  select 'nobody_looks', false, null, e.id,
    'it is ' || e.state || ', and no clock, hold or finding would bring anybody to it'
  from apontad.escalation e
  where e.state = 'HELD' and e.due_at is null
    and not exists (select from apontad.hold h where h.invoice_id = e.invoice_id and h.lifted_at is null)
    and not exists (select from apontad.finding f where f.escalation_id = e.id and f.closed_at is null);
