"""What was suppressed, variants that come back, live pages, evidence of edits, and what the schedule of looks learns"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suppression',
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_suppression_attempt_id')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_suppression_snapshot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppression')),
    sa.UniqueConstraint('attempt_id', 'snapshot_id', 'position', name=op.f('uq_suppression_attempt_id_snapshot_id_position'))
    )
    with op.batch_alter_table('suppression', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suppression_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_suppression_snapshot_id'), ['snapshot_id'], unique=False)

    op.create_table('relisting',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_relisting_entry_id')),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_relisting_poll_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relisting')),
    sa.UniqueConstraint('entry_id', 'poll_id', name=op.f('uq_relisting_entry_id_poll_id'))
    )
    with op.batch_alter_table('relisting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_relisting_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relisting_recorded_at'), ['recorded_at'], unique=False)

    op.add_column('reading', sa.Column('live', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute('ALTER TABLE sighting ADD COLUMN returned_from_id INTEGER CONSTRAINT fk_sighting_returned_from_id REFERENCES snapshot (id)')
    op.create_index('ix_sighting_returned_from_id', 'sighting', ['returned_from_id'], unique=False)
    op.add_column('article', sa.Column('rate_weights', sa.JSON(), nullable=True))
    op.add_column('article', sa.Column('stirred_at', db.types.Instant(timezone=True), nullable=True))
    _several_revisions_a_judgment()


def _several_revisions_a_judgment() -> None:
    """SQLite drops a constraint by rebuilding its table, and no row may point at it meanwhile: the edits step aside."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    if sqlite:
        op.execute('CREATE TABLE edit_aside AS SELECT * FROM edit')
        op.execute('DELETE FROM edit')
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_constraint('uq_revision_judgment_id', type_='unique')
        batch_op.create_unique_constraint(op.f('uq_revision_judgment_id_first_attempt_id'), ['judgment_id', 'first_attempt_id'])
        batch_op.add_column(sa.Column('live', sa.Boolean(), nullable=False, server_default=sa.false()))
    if sqlite:
        op.execute('INSERT INTO edit SELECT * FROM edit_aside')
        op.execute('DROP TABLE edit_aside')
    op.add_column('edit', sa.Column('coarse', sa.Text(), nullable=False, server_default=''))
    op.add_column('edit', sa.Column('evidence', sa.Text(), nullable=False, server_default=''))
    op.add_column('edit', sa.Column('headlines', sa.JSON(), nullable=False, server_default='[]'))
