/** Who owns what: the lanes, and the marks that say which types belong to which. */
package io.sluice.lane;
