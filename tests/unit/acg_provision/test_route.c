/* sources: peers/route.c */
/*
 * Where calls may go: the most specific routes, the own region first, lower priorities
 * first, and shares by weight; emergency calls to their own first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NEAR, FAR, ANYWHERE, CLOUD, DESTINATIONS };

static struct acg_route_set *set;

static uint32_t draw(uint32_t below)
{
	return (uint32_t)rand() % below;
}

static void route(uint32_t destination, const char *service,
		const char *account, uint16_t priority, uint16_t weight)
{
	struct acg_route *new = &set->route[set->routes++];

	new->destination = destination;
	strcpy(new->service, service);
	strcpy(new->account, account);
	new->priority = priority;
	new->weight = weight;
}

static void emergency_route(uint32_t destination, uint16_t priority)
{
	route(destination, "", "", priority, 1);
	set->route[set->routes - 1].emergency = true;
}

static int set_up(void **state)
{
	static const char *const names[] = {"near", "far", "anywhere", "cloud"};
	static const int regions[] = {1, 2, 0, 0};

	(void)state;
	set = acg_route_set_new(DESTINATIONS, 16, malloc);
	set->routes = 0;
	for(int i = 0; i < DESTINATIONS; i++) {
		set->destination[i].region = regions[i];
		strcpy(set->destination[i].name, names[i]);
		strcpy(set->destination[i].listener, i == CLOUD ? "cloud" : "operator");
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(set);
	return 0;
}

/* The names chosen, as "near far". */
static const char *names(const struct acg_route_call *call)
{
	static char text[256];
	uint32_t list[8], n = acg_route_choose(set, call, draw, list, 8);
	size_t len = 0;

	text[0] = '\0';
	for(uint32_t i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
				i ? " " : "", set->destination[list[i]].name);
	return text;
}

static const char *chosen(
		const char *listener, const char *service, const char *account)
{
	return names(
			&(struct acg_route_call){listener, service, account, 1, false});
}

static const char *emergency(const char *listener)
{
	return names(&(struct acg_route_call){listener, "zoom", "a", 1, true});
}

static void nothing_without_routes(void **state)
{
	(void)state;
	assert_string_equal(chosen("operator", "zoom", "a"), "");
}

static void the_own_region_comes_first(void **state)
{
	(void)state;
	route(FAR, "", "", 1, 1);
	route(ANYWHERE, "", "", 3, 1);
	route(NEAR, "", "", 2, 1);
	assert_string_equal(chosen("operator", "zoom", "a"), "near anywhere far");
	assert_string_equal(chosen("cloud", "zoom", "a"), "");
}

static void the_most_specific_routes_count_alone(void **state)
{
	(void)state;
	route(NEAR, "", "", 1, 1);
	assert_string_equal(chosen("operator", "zoom", "a"), "near");
	route(FAR, "zoom", "", 1, 1);
	assert_string_equal(chosen("operator", "zoom", "a"), "far");
	route(ANYWHERE, "", "a", 1, 1);
	assert_string_equal(chosen("operator", "zoom", "a"), "anywhere");
	route(NEAR, "zoom", "a", 1, 1);
	assert_string_equal(chosen("operator", "zoom", "a"), "near");
	assert_string_equal(chosen("operator", "zoom", "b"), "far");
	assert_string_equal(chosen("operator", "", ""), "near");
}

static void a_side_has_its_own(void **state)
{
	(void)state;
	route(CLOUD, "", "a", 1, 1);
	route(NEAR, "", "", 1, 1);
	assert_string_equal(chosen("operator", "zoom", "a"), "near");
	assert_string_equal(chosen("cloud", "zoom", "a"), "cloud");
	assert_string_equal(chosen("cloud", "zoom", "b"), "");
}

static void emergency_calls_have_their_own_first(void **state)
{
	(void)state;
	route(NEAR, "", "", 1, 1);
	route(FAR, "", "", 1, 1);
	assert_string_equal(emergency("operator"), "near far");
	emergency_route(FAR, 9);
	assert_string_equal(emergency("operator"), "far near");
	emergency_route(ANYWHERE, 10);
	assert_string_equal(emergency("operator"), "anywhere far near");
	assert_string_equal(chosen("operator", "zoom", "a"), "near far");
	route(ANYWHERE, "", "a", 1, 1);
	assert_string_equal(emergency("operator"), "anywhere far");
}

static void a_side_has_its_emergency_routes(void **state)
{
	(void)state;
	route(NEAR, "", "", 1, 1);
	emergency_route(CLOUD, 1);
	assert_string_equal(emergency("operator"), "near");
	assert_string_equal(chosen("cloud", "zoom", "a"), "");
}

static void weights_are_shares(void **state)
{
	int near = 0;

	(void)state;
	route(NEAR, "", "", 1, 3);
	route(ANYWHERE, "", "", 1, 1);
	for(int i = 0; i < 4000; i++)
		near += strcmp(chosen("operator", "", ""), "near anywhere") == 0;
	assert_in_range(near, 2850, 3150);
}

static void no_weight_is_a_small_chance(void **state)
{
	int second = 0;

	(void)state;
	for(int i = 0; i < 20000; i++) {
		struct acg_route_entry entry[] = {{5, 1, 1}, {5, 0, 2}, {4, 0, 3}};
		acg_route_order(entry, 3, draw);
		assert_int_equal(entry[0].value, 3);
		second += entry[1].value == 2;
	}
	assert_in_range(second, 50, 600);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(nothing_without_routes),
			TEST(the_own_region_comes_first),
			TEST(the_most_specific_routes_count_alone),
			TEST(a_side_has_its_own),
			TEST(emergency_calls_have_their_own_first),
			TEST(a_side_has_its_emergency_routes),
			TEST(weights_are_shares),
			TEST(no_weight_is_a_small_chance),
	};

	srand(1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
