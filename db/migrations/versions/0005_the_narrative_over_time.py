"""The narrative over time: catalogues as rows, inconsistencies, change points, and what an event rests on"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_definition('claim', sa.Column('claim', sa.String(length=80), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('parent', sa.Text(), nullable=True),
    sa.Column('pole', sa.Text(), nullable=True),
    sa.Column('act', sa.Boolean(), nullable=False),
    sa.UniqueConstraint('definition_id', 'claim', name=op.f('uq_claim_definition_id_claim'))
    )
    _of_definition('claim_ancestor', sa.Column('claim', sa.String(length=80), nullable=False),
    sa.Column('ancestor', sa.String(length=80), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.UniqueConstraint('definition_id', 'claim', 'ancestor', name=op.f('uq_claim_ancestor_definition_id_claim_ancestor'))
    )
    _of_definition('quantity', sa.Column('quantity', sa.String(length=80), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.UniqueConstraint('definition_id', 'quantity', name=op.f('uq_quantity_definition_id_quantity'))
    )
    _of_definition('reference_value', sa.Column('quantity', sa.String(length=80), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.UniqueConstraint(
        'definition_id', 'quantity', 'since', 'source', name=op.f('uq_reference_value_definition_id_quantity_since_source')
    )
    )

    op.create_table('inconsistency',
    sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_inconsistency_judgment_id')),
    sa.ForeignKeyConstraint(['other_id'], ['statement.id'], name=op.f('fk_inconsistency_other_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_inconsistency_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inconsistency')),
    sa.UniqueConstraint('judgment_id', 'position', name=op.f('uq_inconsistency_judgment_id_position'))
    )
    _indexed('inconsistency', 'recorded_at')

    op.create_table('change_point',
    sa.Column('annotator_id', sa.Integer(), nullable=False),
    sa.Column('incident', sa.String(length=80), nullable=False),
    sa.Column('claim', sa.String(length=80), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('direction', sa.String(length=4), nullable=False),
    sa.Column('share_before', sa.Double(), nullable=False),
    sa.Column('share_since', sa.Double(), nullable=False),
    sa.Column('llr', sa.Double(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['annotator.id'], name=op.f('fk_change_point_annotator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_point')),
    sa.UniqueConstraint(
        'annotator_id', 'incident', 'claim', 'began_on', 'direction',
        name=op.f('uq_change_point_annotator_id_incident_claim_began_on_direction')
    )
    )
    _indexed('change_point', 'incident', 'recorded_at')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('other_statement_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('edit_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('outlet_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('detail', sa.Text(), nullable=False, server_default=''))
        batch_op.create_foreign_key(batch_op.f('fk_event_other_statement_id'), 'statement', ['other_statement_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_edit_id'), 'edit', ['edit_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_outlet_id'), 'outlet', ['outlet_id'], ['id'])

    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.drop_index('ix_poll_feed_id')
        batch_op.create_index('ix_poll_feed_id_captured_at', ['feed_id', 'captured_at'], unique=False)


def _of_definition(table: str, *items: sa.schema.SchemaItem) -> None:
    """Rows that a definition's source was turned into when it was stored."""
    op.create_table(table, sa.Column('definition_id', sa.Integer(), nullable=False), *items,
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['definition_id'], ['definition.id'], name=op.f(f'fk_{table}_definition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}'))
    )
    _indexed(table, 'recorded_at')


def _indexed(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
