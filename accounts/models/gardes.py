"""Database guards of staff accounts."""

import pgtrigger

_DERNIER = """
    IF TG_OP = 'UPDATE' THEN
        IF {reste} THEN RETURN NEW; END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM accounts_staffprofile p WHERE p.user_id = {compte} AND p.role = 'superviseur') THEN
        PERFORM pg_advisory_xact_lock(hashtext('accounts.superviseurs'));
        IF NOT EXISTS (
            SELECT 1 FROM accounts_staffprofile p JOIN accounts_user u ON u.id = p.user_id
             WHERE p.role = 'superviseur' AND u.is_active AND u.is_staff AND left(u.password, 1) <> '!'
               AND u.id <> {compte}
        ) THEN
            RAISE EXCEPTION 'dernier superviseur' USING ERRCODE = 'CY028';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def dernier_superviseur(*, compte: str, quand: str, reste: str) -> pgtrigger.Trigger:
    """Refuse the write after which no superviseur could sign in any more (CY028).

    `compte` is the account's id in the row before, `quand` what that row says of someone who may be one, `reste`
    what the new row says when the person stays one.
    Two writes at once wait for each other on a lock that both take, whichever table they come by; the
    second sees what the first did. Someone invited who has not chosen a password yet does not count.
    """
    return pgtrigger.Trigger(
        name="dernier_superviseur",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(quand),
        func=_DERNIER.format(compte=compte, reste=reste),
    )


def ajout_seul() -> pgtrigger.Trigger:
    """Rows are only ever added (I-27); retention, which names itself, may delete (decision 9)."""
    return pgtrigger.Trigger(
        name="ajout_seul",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' AND COALESCE(current_setting('cyclades.effacement', true), '') <> '' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'ligne en ajout seul' USING ERRCODE = 'CY010';
        """,
    )
