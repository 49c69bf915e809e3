with

source as (

    select * from {{ source('gtrm_5w', 'activities') }}

),

renamed as (

    select
        ---------- ids
        {{ row_key(['submission_id', 'sheet_name', 'source_row']) }} as activity_row_id,
        {{ row_key(['submission_id', 'organisation_code', 'month_code']) }} as part_id,
        cast(submission_id as varchar) as submission_id,
        cast(source_row as bigint) as source_row,
        cast(cycle_month as varchar) as cycle_month,
        cast(file_name as varchar) as file_name,
        cast(sheet_name as varchar) as sheet_name,

        ---------- codes
        cast(month_code as varchar) as month_code,
        cast(country_code as varchar) as country_code,
        cast(region_pcode as varchar) as region_pcode,
        cast(province_pcode as varchar) as province_pcode,
        cast(district_pcode as varchar) as district_pcode,
        cast(organisation_code as varchar) as organisation_code,
        cast(implementing_organisation_code as varchar) as implementing_organisation_code,
        cast(subgroup_code as varchar) as reported_subgroup_code,
        cast(sector_code as varchar) as sector_code,
        cast(indicator_code as varchar) as indicator_code,
        cast(activity_code as varchar) as activity_code,
        cast(mechanism_code as varchar) as mechanism_code,
        cast(population_measure_code as varchar) as population_measure_code,
        cast(held_by_rule_id as varchar) as held_by_rule_id,

        ---------- flags
        cast(setup_code as varchar) = 'yes' as is_implemented_by_partner,
        cast(covid19_code as varchar) = 'yes' as is_covid19,
        cast(rmrp_code as varchar) = 'yes' as is_rmrp,
        cast(support_space_code as varchar) = 'yes' as is_support_space,
        cast(cva_code as varchar) = 'yes' as is_cva,

        ---------- as reported
        cast(month as varchar) as reported_month,
        concat_ws(' > ', country, admin1, admin2, district, ubigeo) as reported_place,
        cast(appealing_org as varchar) as reported_organisation,
        cast(implementing_org as varchar) as reported_implementing_organisation,
        cast(sector as varchar) as reported_sector,
        cast(indicator as varchar) as reported_indicator,
        cast(activity as varchar) as reported_activity,
        cast(activity_unit as varchar) as reported_unit,
        cast(description as varchar) as activity_description,
        cast(project as varchar) as project_name,
        cast(donor as varchar) as donor_name,
        concat_ws(
            '; ',
            'total=' || total_beneficiaries, 'new=' || new_beneficiaries,
            'in_destination=' || in_destination, 'in_transit=' || in_transit,
            'host_community=' || host_community, 'pendulars=' || pendulars,
            'returnees=' || returnees, 'girls=' || girls, 'boys=' || boys,
            'women=' || women, 'men=' || men, 'other_under18=' || other_under18,
            'other_above18=' || other_above18, 'quantity=' || output_quantity,
            'usd=' || cva_value
        ) as reported_figures,
        cast(age_bands as varchar) as reported_age_bands,

        ---------- numerics
        {{ figure('cva_value') }} as cva_amount_usd,
        {{ figure('output_quantity') }} as output_quantity,
        {{ whole_number('total_beneficiaries') }} as people_total_count,
        {{ whole_number('new_beneficiaries') }} as people_new_count,
        {{ whole_number('in_destination') }} as in_destination_count,
        {{ whole_number('in_transit') }} as in_transit_count,
        {{ whole_number('host_community') }} as host_community_count,
        {{ whole_number('pendulars') }} as pendulars_count,
        {{ whole_number('returnees') }} as returnees_count,
        {{ whole_number('girls') }} as girls_count,
        {{ whole_number('boys') }} as boys_count,
        {{ whole_number('women') }} as women_count,
        {{ whole_number('men') }} as men_count,
        {{ whole_number('other_under18') }} as other_under18_count,
        {{ whole_number('other_above18') }} as other_above18_count

    from source

)

select * from renamed
