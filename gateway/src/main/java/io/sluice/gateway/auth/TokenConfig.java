package io.sluice.gateway.auth;

import java.time.Duration;

/**
 * What a token must say, and where.
 *
 * @param issuer who must have issued it; empty for anybody whose key is known
 * @param audience whom it must be meant for; empty for anybody
 * @param rightsClaim the claim that holds rights; a token without it leaves them to the ACL file
 * @param clockSkew by how much our clock and the issuer's may differ
 */
public record TokenConfig(String issuer, String audience, String rightsClaim, Duration clockSkew) {}
