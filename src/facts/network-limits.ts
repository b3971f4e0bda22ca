/** Numbers of entries of a network ACL that users may give (VPC guide, "Network ACL rules": "The highest number that you can use for a rule is 32766"; read November 2026). */
export const firstEntry = 1;
export const lastEntry = 32_766;
