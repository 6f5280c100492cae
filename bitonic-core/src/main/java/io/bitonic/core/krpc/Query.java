package io.bitonic.core.krpc;

/**
 * A question.
 *
 * @param id the sender's
 * @param readOnly the sender answers nothing and belongs in no table (BEP 43)
 * @param want4 IPv4 nodes are wanted (BEP 32)
 * @param want6 IPv6 nodes are wanted; neither: those of the sender's family
 */
public record Query(
    byte[] transaction, NodeId id, boolean readOnly, boolean want4, boolean want6, Args args)
    implements Message {}
